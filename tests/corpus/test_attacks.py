"""Small files that make much work: every format with markup or pages is read in a process that can be ended."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kb.corpus import read_file
from kb.corpus.readers import READERS
from kb.corpus.readers.base import Content, Limits
from kb.errors import InputError
from tests.corpus import samples
from tests.corpus.conftest import full_xml

Repack = Callable[[dict[str, bytes]], bytes]
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RELATIONS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    b'Type="http://purl.oclc.org/ooxml/officeDocument/relationships/footnotes" Target="footnotes.xml"/></Relationships>'
)


def _read(data: bytes, limits: Limits) -> Content:
    return next(reader for reader in READERS if reader.accepts(data)).read(data, limits)


def _docx(repack: Repack, body: str, notes: str = "") -> bytes:
    document = f"<w:document {_W}><w:body>{full_xml(body)}</w:body></w:document>"
    footnotes = f"<w:footnotes {_W}>{full_xml(notes)}</w:footnotes>"
    parts = {"word/document.xml": document, "word/footnotes.xml": footnotes}
    return repack({name: part.encode() for name, part in parts.items()} | {"word/_rels/document.xml.rels": _RELATIONS})


def test_notes_that_are_repeated_without_end(repack: Repack) -> None:
    # Each of the references stands for the whole note: the text is the square of the file.
    reference = '<p><r><footnoteReference id="1"/></r></p>' * 3000
    data = _docx(repack, reference, f'<footnote id="1">{"<p>{甲}</p>" * 3000}</footnote>')
    with pytest.raises(InputError, match="2 秒没有读完；请拆分"):
        _read(data, Limits(seconds=2, ratio=10_000))


def test_attributes_without_end() -> None:
    # Each attribute is compared with all before it.
    data = b"<html><body><div " + b" ".join(b"a%d=1" % number for number in range(200_000)) + b">a</div>"
    with pytest.raises(InputError, match="2 秒没有读完；请拆分"):
        _read(data, Limits(seconds=2))


def test_elements_without_end(repack: Repack) -> None:
    limits = Limits(memory_bytes=200_000_000, ratio=10_000)
    for data in (_docx(repack, "<p><r/></p>" * 1_000_000), b"<html><body>" + b"<p>a<b>b</b>" * 500_000):
        with pytest.raises(InputError, match="内存太多|已损坏"):
            _read(data, limits)


@pytest.mark.parametrize("data", [samples.docx_of(["甲" * 30] * 10), samples.html_of(["甲" * 30] * 10)])
def test_more_text_than_any_document_has(data: bytes) -> None:
    with pytest.raises(InputError, match=r"字，超过 200 字的上限；请拆分"):
        _read(data, Limits(characters=200))


def test_more_plain_text_than_any_document_has(tmp_path: Path) -> None:
    path = samples.write(tmp_path / "a.txt", b"a" * (Limits().characters + 1))
    with pytest.raises(InputError, match=r"字，超过 5000000 字的上限；请拆分"):
        read_file(path, 10_000_000)
