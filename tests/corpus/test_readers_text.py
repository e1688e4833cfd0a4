"""Plain text in its encodings, judged by content."""

import codecs
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.corpus import read_file
from kb.corpus.readers import READERS
from kb.corpus.readers.base import Limits
from kb.corpus.readers.text import TextReader
from kb.errors import InputError

_MAX = 1_000_000
_PLAN = (
    "某县“十四五”应急体系规划\n一、总体要求\n（一）工作目标。到2025年，全县事故起数下降15%。（牵头单位：县应急局）\n"
)
# Rare characters, as in the names of places and people, must not make a plan unreadable.
_RARE = "淄博市临淄区、濮阳县、亳州市谯城区应急管理局负责落实，镕、喆等同志参加会议，各有关单位配合做好相关工作。"
_ENCODINGS = (
    (_PLAN.encode(), "utf-8"),
    (codecs.BOM_UTF8 + _PLAN.encode(), "utf-8-sig"),
    (codecs.BOM_UTF16_LE + _PLAN.encode("utf-16-le"), "utf-16-le"),
    (codecs.BOM_UTF16_BE + _PLAN.encode("utf-16-be"), "utf-16-be"),
    (_PLAN.encode("gb18030"), "gb18030"),
    (_PLAN.encode("gbk").replace(b"\n", b"\r\n"), "gb18030"),  # Notepad of Chinese Windows
)
_TRADITIONAL = "某縣應急管理局負責制定安全生產規劃，並組織實施。各鄉鎮人民政府應當配合落實，確保目標完成。"
_REFUSED = (
    _TRADITIONAL.encode("big5"),  # valid GB18030, all rare characters
    "安全生産の計画について、県の委員会が責任を負うものとする。".encode("shift_jis"),
    _PLAN.encode()[:-2] + b"\xff\xfe",  # UTF-8 with bad bytes at the end
    _PLAN.encode("gb18030") + b"\x81",  # GB18030 cut in the middle of a character
    b"caf\xe9 d\xe9l\xe9gu\xe9 \xe0 la s\xe9curit\xe9",  # Latin-1
)


@pytest.mark.parametrize(("data", "encoding"), _ENCODINGS)
def test_encodings(tmp_path: Path, data: bytes, encoding: str) -> None:
    path = tmp_path / "规划.txt"
    path.write_bytes(data)
    source = read_file(path, _MAX)
    assert (source.text, source.encoding, source.format) == (_PLAN, encoding, "txt")
    assert (source.name, source.sha256) == ("规划.txt", hashlib.sha256(data).hexdigest())


@pytest.mark.parametrize("text", [_RARE, "县应急局", "2021年", "plain English, no Chinese at all\n"])
def test_gb18030_with_rare_or_few_characters(text: str) -> None:
    assert TextReader().read(text.encode("gb18030"), Limits()).text == text


@pytest.mark.parametrize("data", _REFUSED)
def test_an_encoding_that_does_not_fit_is_refused(data: bytes) -> None:
    assert len(_REFUSED) >= 5
    with pytest.raises(InputError, match="认不出文字编码"):
        TextReader().read(data, Limits())


def test_the_message_says_where_the_bad_byte_is() -> None:
    with pytest.raises(InputError, match="第 4 个字节起不是 UTF-8"):
        TextReader().read("县".encode() + b"\xff" * 3, Limits())


@pytest.mark.parametrize(
    "data", [codecs.BOM_UTF8 + b"\xff", codecs.BOM_UTF16_LE + b"\x00\xd8", codecs.BOM_UTF16_BE + b"a"]
)
def test_a_mark_that_lies_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="文件开头标明"):
        TextReader().read(data, Limits())


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    data = b"x" + text.encode()
    assert TextReader().read(data, Limits()).text == data.decode()


def test_a_utf8_file_with_lf_is_its_own_canonical_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(("　　" + _PLAN + "\t表\n\n  末行，无换行").encode())
    assert read_file(path, _MAX).text.encode() == path.read_bytes()


def test_the_extension_does_not_count(tmp_path: Path) -> None:
    path = tmp_path / "实为文本.docx"
    path.write_bytes(_PLAN.encode())
    assert read_file(path, _MAX).format == "txt"


def test_readers_exclude_one_another() -> None:
    samples = [data for data, _ in _ENCODINGS] + [b"PK\x03\x04\x14\0", b"PK\x05\x06" + bytes(18), b"\x7fELF\0"]
    accepted = [[reader.format for reader in READERS if reader.accepts(data)] for data in samples]
    assert accepted == [["txt"]] * len(_ENCODINGS) + [["docx"], ["docx"], []]
