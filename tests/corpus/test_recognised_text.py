"""Scans: marks that recognition makes half width, and a page that was a picture."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from kb.corpus import read_file
from kb.corpus.layout.brackets import with_full_brackets
from kb.errors import InputError
from tests.corpus import ofd_samples, samples

_HAS_RECOGNITION = all(find_spec(module) for module in ("rapidocr", "onnxruntime"))
_STATEMENT = "（责任单位：县应急局牵头，县公安局按职责分工负责）"
_MARKS = (
    ("(责任单位:县应急局牵头,县公安局配合)", "（责任单位：县应急局牵头，县公安局配合）"),
    ("（责任单位：县应急局)", "（责任单位：县应急局）"),  # the pair in two widths
    ("到2025年,事故下降15%;", "到2025年，事故下降15%；"),
    ("（GB/T 9704)", "（GB/T 9704）"),
    ("(一)总体要求", "（一）总体要求"),
    ("(2020年版)", "（2020年版）"),
    ("GB(T) 9704: 2012", "GB(T) 9704: 2012"),  # nothing Chinese beside them
    ("比例为3:1", "比例为3:1"),
    (")(", ")("),
    ("", ""),
)


@pytest.mark.parametrize(("recognised", "expected"), _MARKS)
def test_marks(recognised: str, expected: str) -> None:
    assert with_full_brackets(recognised) == expected
    assert with_full_brackets(expected) == expected


def test_there_are_marks() -> None:
    assert len(_MARKS) >= 10


_PDF = samples.pdf_of([samples.TITLE, _STATEMENT])
_SCANS = {
    "pdf": lambda: samples.scan_of(_PDF),
    "pdf with forms": lambda: samples.form_scan_of(_PDF),
    "ofd": lambda: ofd_samples.scan_ofd(_PDF),
    "ofd with groups": lambda: ofd_samples.scan_ofd(_PDF, grouped=True),
}
# Pages of text do not hide that one is a picture.
_MIXED = {
    "pdf": lambda: samples.form_scan_of(_PDF, before=1),
    "ofd": lambda: ofd_samples.scan_ofd(_PDF, before="本页有文字，共二十多个字，所以不是扫描图，可以照读。"),
}


def _read(tmp_path: Path, data: bytes) -> str:
    return read_file(samples.write(tmp_path / "扫描件", data), 10_000_000).text


# One of the two holds on any machine; neither is a skipped test on the other's.
if _HAS_RECOGNITION:

    @pytest.mark.parametrize("name", _SCANS)
    def test_a_scan_is_recognised(tmp_path: Path, name: str) -> None:
        assert _STATEMENT in _read(tmp_path, _SCANS[name]())

    @pytest.mark.parametrize("name", _MIXED)
    def test_a_scan_behind_a_page_of_text_is_recognised(tmp_path: Path, name: str) -> None:
        text = _read(tmp_path, _MIXED[name]())
        assert text.startswith("本页有文字")
        assert _STATEMENT in text

else:

    @pytest.mark.parametrize("name", _SCANS)
    def test_without_the_extra_a_scan_is_refused_with_the_command_that_installs_it(tmp_path: Path, name: str) -> None:
        with pytest.raises(InputError, match=r"第 1 页是扫描图.*没有安装.*pip install .*\[ocr\]"):
            _read(tmp_path, _SCANS[name]())

    @pytest.mark.parametrize("name", _MIXED)
    def test_without_the_extra_a_scan_behind_a_page_of_text_is_refused(tmp_path: Path, name: str) -> None:
        with pytest.raises(InputError, match=r"第 2 页是扫描图"):
            _read(tmp_path, _MIXED[name]())
