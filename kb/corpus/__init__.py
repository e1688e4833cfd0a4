"""Documents in: files of several formats to one canonical text, and the manifest of the corpus."""

from kb.corpus.canonical import canonical_text
from kb.corpus.manifest import document_id_for, load_manifest
from kb.corpus.source import read_bytes, read_file, text_of

__all__ = ["canonical_text", "document_id_for", "load_manifest", "read_bytes", "read_file", "text_of"]
