"""Scans: marks that recognition makes half width, and a page that was a picture."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from kb.corpus import read_file
from kb.corpus.pdf.brackets import with_full_brackets
from kb.errors import InputError
from tests.corpus import samples

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


def _scan(tmp_path: Path) -> Path:
    return samples.write(tmp_path / "扫描件.pdf", samples.scan_of(samples.pdf_of([samples.TITLE, _STATEMENT])))


# One of the two holds on any machine; neither is a skipped test on the other's.
if _HAS_RECOGNITION:

    def test_a_scan_is_recognised(tmp_path: Path) -> None:
        assert _STATEMENT in read_file(_scan(tmp_path), 10_000_000).text

else:

    def test_without_the_extra_a_scan_is_refused_with_the_command_that_installs_it(tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"第 1 页是扫描图.*没有安装.*pip install .*\[ocr\]"):
            read_file(_scan(tmp_path), 10_000_000)
