"""Whatever is done to a file, it is read or refused by an InputError; nothing else comes out."""

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.corpus import read_file
from kb.corpus.html.extract import extract as extract_html
from kb.corpus.ofd.extract import extract as extract_ofd
from kb.corpus.ooxml.extract import extract as extract_docx
from kb.corpus.readers.base import Limits
from kb.errors import InputError
from tests.corpus import ofd_samples, samples

_LINES = samples.plan_lines()[:6]
_PDF = samples.pdf_of(_LINES, table=True)
_EXAMPLES, _PDF_ROUNDS = 50, 6
_SLOW = settings(max_examples=_EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# In this process, so that there can be many; PDF files only in theirs.
_READ: dict[str, tuple[bytes, Callable[[bytes], object]]] = {
    "docx": (samples.docx_of(_LINES), lambda data: extract_docx(data, Limits())),
    "ofd": (ofd_samples.ofd_of(_LINES, table=True), lambda data: extract_ofd(data, Limits())),
    "html": (samples.html_of(_LINES, table=True), lambda data: extract_html(data, Limits())),
}


def _only_input_errors(read: Callable[[bytes], object], data: bytes) -> None:
    try:
        read(data)
    except InputError as error:
        message = str(error)
        assert "请" in message
        assert "\n" not in message


def _mutilated(data: bytes, seed: int) -> bytes:
    """Some bytes changed, a piece doubled or left out, or the end cut off."""
    choice = random.Random(seed)
    start, end = sorted((choice.randrange(len(data)), choice.randrange(len(data))))
    kind = choice.randrange(4)
    if kind == 0:
        changed = bytearray(data)
        for _ in range(choice.randrange(1, 40)):
            changed[choice.randrange(len(data))] = choice.randrange(256)
        return bytes(changed)
    return (data[:start], data[:start] + data[end:], data[:end] + data[start:])[kind - 1]


@pytest.mark.parametrize("name", _READ)
@_SLOW
@given(seed=st.integers(0, 10**9))
def test_bytes(name: str, seed: int) -> None:
    data, read = _READ[name]
    _only_input_errors(read, _mutilated(data, seed))


@pytest.mark.parametrize("name", ["docx", "ofd"])
@_SLOW
@given(seed=st.integers(0, 10**9))
def test_bytes_of_the_members_of_an_archive(name: str, seed: int) -> None:
    # A flipped byte of a zip fails its checksum, so the parts inside are changed and packed anew.
    data, read = _READ[name]
    choice = random.Random(seed)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        members = {member: file.read(member) for member in file.namelist()}
    victim = choice.choice([member for member in sorted(members) if member.endswith((".xml", ".rels"))])
    _only_input_errors(read, samples.zip_of(members | {victim: _mutilated(members[victim], seed)}))


@_SLOW
@given(values=st.lists(st.text("0123456789.-eg inf", max_size=12), min_size=6, max_size=6))
def test_numbers_of_an_ofd_file(values: list[str]) -> None:
    boundary, size, x, delta, ctm, path = values
    page = (
        f'<P><Content><Layer><TextObject Boundary="{boundary}" Size="{size}" CTM="{ctm}"><TextCode X="{x}" Y="1" '
        f'DeltaX="{delta}">责任单位</TextCode></TextObject><PathObject Boundary="{boundary}"><AbbreviatedData>M {path} L '
        f"{path} C</AbbreviatedData></PathObject></Layer></Content></P>"
    )
    members = {
        "OFD.xml": b"<O><DocBody><DocRoot>d.xml</DocRoot></DocBody></O>",
        "d.xml": b'<D><Pages><Page BaseLoc="p.xml"/></Pages></D>',
        "p.xml": page.encode(),
    }
    _only_input_errors(lambda data: extract_ofd(data, Limits()), samples.zip_of(members))


def test_pdf_files(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    for seed in range(_PDF_ROUNDS):
        data = samples.write(path, b"%PDF-" + _mutilated(_PDF[5:], seed)).read_bytes()
        _only_input_errors(lambda _: read_file(path, 10_000_000), data)


def test_there_are_formats() -> None:
    assert len(_READ) == 3
