"""What of a web page becomes text; the cases are in data/html_text.yaml."""

from pathlib import Path

import pytest

from kb.corpus import read_file
from kb.corpus.html.extract import extract
from kb.corpus.readers.base import Limits
from kb.corpus.readers.html import is_html
from kb.errors import InputError
from kb.rules import load_yaml

_MAX = 10_000_000
_CASES = load_yaml(Path(__file__).parent / "data" / "html_text.yaml")["cases"]
_TEXT = "一、总则。全县各级各部门要提高认识，抓好落实。"


def _read(page: str) -> str:
    return extract(page.encode(), Limits()).text + "\n"


@pytest.mark.parametrize("entry", _CASES, ids=lambda entry: str(entry["case"]))
def test_text(entry: dict[str, str]) -> None:
    page = f"<html><body>{entry['page']}</div><p>末</p></body></html>"
    assert _read(page) == entry["text"] + "\n末\n"


def test_there_are_cases() -> None:
    assert len(_CASES) >= 13


@pytest.mark.parametrize(
    ("head", "before", "title"),
    [
        ('<meta name="ArticleTitle" content="某县规划">', "", "某县规划\n"),  # the metadata of government sites
        ("<title>某县规划_某县人民政府</title>", "<h1>某县规划</h1>", "某县规划\n"),  # a heading beside the text
        ("<title>某县人民政府</title>", "<h1>欢迎访问</h1>", ""),  # a heading of the site
        ('<meta name="ArticleTitle" content="一、总则">', "", ""),  # it stands in the text already
    ],
)
def test_the_title_outside_the_text_comes_first(head: str, before: str, title: str) -> None:
    page = f"<html><head>{head}</head><body>{before}<div><p>{_TEXT}</p><p>{_TEXT}</p></div></body></html>"
    assert _read(page) == f"{title}{_TEXT}\n{_TEXT}\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_are_judged_by_the_bytes(tmp_path: Path, encoding: str) -> None:
    # The declaration lies, as it does on pages that were saved again.
    path = tmp_path / "page.doc"
    path.write_bytes(
        f'<html><head><meta charset="iso-8859-1"></head><body><p>{_TEXT}</p></body></html>'.encode(encoding)
    )
    source = read_file(path, _MAX)
    assert (source.format, source.text) == ("html", _TEXT + "\n")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\r\n <!DOCTYPE html>", True),
        (b'<?xml version="1.0"?>\n<!-- saved --><html xmlns="x">', True),
        (b"<p align=center>", True),
        ("<p>".encode("utf-16"), True),
        ("《规划》<p>".encode(), False),  # text that speaks of a tag
        (b"<pre-2021>", False),
        (b"<w:document>", False),
        (b"<!---->" * 140 + b"<p>", True),
        (b"<!---->" * 140 + b"<q>", False),  # told in no time: no way to cut the comments is tried twice
        (b"<?xml?>" * 140 + b"<q>", False),
    ],
)
def test_what_is_a_web_page(data: bytes, expected: bool) -> None:
    assert is_html(data) is expected


def test_a_page_nested_beyond_reason_is_refused_and_never_half_read() -> None:
    page = "<html><body>甲{}乙{}</body></html>"
    assert _read(page.format("<div>" * 200, "</div>" * 200)) == "甲\n乙\n"
    for depth in (400, 50_000):
        with pytest.raises(InputError, match="嵌套太深"):
            _read(page.format("<div>" * depth, "</div>" * depth))
