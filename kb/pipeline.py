"""The stages in order: file → text → provisions → facts; documents → units → graph → snapshot."""

from pathlib import Path

from kb.corpus import read_file
from kb.corpus.manifest import document_id_for
from kb.extraction.understand import understand
from kb.models import ParsedDocument
from kb.parsing import parse_outline
from kb.settings import Settings


def parse_text(text: str, document_id: str) -> ParsedDocument:
    """Everything understood of one canonical text."""
    return understand(parse_outline(text), document_id)


def parse_file(path: Path, settings: Settings) -> ParsedDocument:
    """Everything understood of one file.

    :raises InputError: the file cannot be read as a document.
    """
    source = read_file(path, settings.max_file_bytes)
    return parse_text(source.text, document_id_for(path))
