"""The first plan in every format: the same paragraphs, and every assignment of it survives."""

import shutil
import subprocess
from pathlib import Path

import pytest

from kb import pipeline
from kb.corpus import read_file
from kb.models import ParsedDocument
from tests.corpus import ofd_samples, samples
from tests.corpus.samples import TABLE_LINES, write

_MAX = 10_000_000
_LINES = samples.plan_lines()
_FILES = {
    "docx": lambda: samples.docx_of(_LINES),
    "html": lambda: samples.html_of(_LINES),
    "pdf": lambda: samples.pdf_of(_LINES, head="高青县安全生产委员会文件　第 1 期"),
    "ofd": lambda: ofd_samples.ofd_of(_LINES),
}
_OFFICE = shutil.which("soffice")


def _assignments(document: ParsedDocument) -> list[tuple[object, ...]]:
    return [
        (item.provision, item.statement.quote, [(unit.name, unit.role) for unit in item.units], item.open_list)
        for item in document.assignments
    ]


def _assert_the_plan(path: Path, format_name: str) -> None:
    source = read_file(path, _MAX)
    assert source.format == format_name
    # So running heads, page numbers and navigation are left out.
    assert [line.strip() for line in source.text.splitlines() if line.strip()] == _LINES
    document = pipeline.parse_text(source.text, "plan")
    expected = pipeline.parse_text("\n".join(_LINES), "plan")
    assert len(document.assignments) == 26
    assert _assignments(document) == _assignments(expected)
    spans = [item.statement for item in document.assignments]
    assert all(source.text[span.start : span.end] == span.quote for span in spans)


@pytest.mark.parametrize("name", _FILES)
def test_the_plan_survives(tmp_path: Path, name: str) -> None:
    _assert_the_plan(write(tmp_path / "规划", _FILES[name]()), name)


def test_every_format_with_pages_or_markup_is_here() -> None:
    assert len(_FILES) == 4


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("pdf", samples.pdf_of(_LINES[:12], table=True)),
        ("ofd", ofd_samples.ofd_of(_LINES[:12], table=True)),
        ("html", samples.html_of(_LINES[:12], table=True)),
    ],
)
def test_a_table_keeps_its_columns(tmp_path: Path, name: str, data: bytes) -> None:
    lines = read_file(write(tmp_path / name, data), _MAX).text.splitlines()
    start = lines.index(TABLE_LINES[0])
    assert tuple(lines[start : start + len(TABLE_LINES)]) == TABLE_LINES


@pytest.mark.skipif(_OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(("suffix", "format_name"), [("doc", "doc"), ("pdf", "pdf")])
def test_the_plan_survives_libreoffice(tmp_path: Path, suffix: str, format_name: str) -> None:
    # doc: Word 97, which .wps files are too; pdf: a file by an office program, with fonts embedded and lines justified.
    write(tmp_path / "plan.docx", samples.docx_of(_LINES))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(_OFFICE), "--headless", profile, "--convert-to", suffix, "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "plan.docx")], check=True, capture_output=True, timeout=60)
    renamed = (tmp_path / f"plan.{suffix}").rename(tmp_path / "规划.wps")
    _assert_the_plan(renamed, format_name)


def test_a_table_inside_a_form_keeps_its_columns(tmp_path: Path) -> None:
    # Programs that impose or stamp pages wrap each in a form, at another scale; its strokes are the page's too.
    lines = read_file(write(tmp_path / "a.pdf", samples.form_table_pdf()), _MAX).text.splitlines()
    assert lines == ["任务\t单位", "排查\t县局"]
