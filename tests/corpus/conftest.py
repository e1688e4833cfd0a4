"""Real files, made in tmp_path. Word files start as python-docx's own and have parts replaced where it cannot write them."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

MakeDocx = Callable[..., Path]
Repack = Callable[[dict[str, bytes]], bytes]

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_FOOTNOTES = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    b'Type="http://purl.oclc.org/ooxml/officeDocument/relationships/footnotes" Target="footnotes.xml"/></Relationships>'
)


def full_xml(short: str) -> str:
    """WordprocessingML from its short form: {x} is a run of the text x, names without prefix are of w:."""
    short = re.sub("{([^}]*)}", r'<r><t xml:space="preserve">\1</t></r>', short)
    short = re.sub(r"<(/?)(?=[A-Za-z]+[ />])", r"<\1w:", short)
    return re.sub(r' (?=[A-Za-z]+=")', " w:", short)


@pytest.fixture
def repack() -> Repack:
    """Gives the bytes of python-docx's empty Word file with these members replaced or added."""

    def repacked(parts: dict[str, bytes]) -> bytes:
        stream, result = io.BytesIO(), io.BytesIO()
        Document().save(stream)
        with zipfile.ZipFile(stream) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
            for name in dict.fromkeys([*old.namelist(), *parts]):
                new.writestr(name, parts[name] if name in parts else old.read(name))
        return result.getvalue()

    return repacked


@pytest.fixture
def make_docx(tmp_path: Path, repack: Repack) -> MakeDocx:
    """Writes a Word file of this body in short form; other parts by name, as numbering="<num …/>"."""

    def make(body: str, **parts: str) -> Path:
        parts["document"] = f"<body>{body}</body>"
        members = {
            f"word/{name}.xml": f"<w:{name} {_NAMESPACES}>{full_xml(inner)}</w:{name}>".encode()
            for name, inner in parts.items()
        }
        if "footnotes" in parts:
            members["word/_rels/document.xml.rels"] = _FOOTNOTES
        path = tmp_path / "file.docx"
        path.write_bytes(repack(members))
        return path

    return make
