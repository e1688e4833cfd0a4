"""Files with pages: text, and scans where the optional extra ``ocr`` is installed."""

from collections.abc import Sequence
from importlib.util import find_spec

from kb.corpus.isolation import read_apart
from kb.corpus.readers.base import Limits
from kb.errors import InputError

_MODULES = ("rapidocr", "onnxruntime")
_SHOWN_PAGES = 3


def read_pages(task: str, data: bytes, limits: Limits) -> str:
    """The text; ``task`` is pdf or ofd.

    :raises InputError: see :func:`kb.corpus.isolation.read_apart`; there are scanned pages and the recogniser is not
        installed, or they are too many.
    """
    answer = read_apart(task, data, limits, limits.seconds)
    if answer["scanned"]:
        _require_recognition(task.upper(), answer["scanned"])
        answer = read_apart(f"{task}-recognition", data, limits, limits.recognition_seconds)
    return str(answer["text"]) + "\n"


def _require_recognition(name: str, scanned: Sequence[int]) -> None:
    if all(find_spec(module) for module in _MODULES):
        return
    pages = "、".join(map(str, scanned[:_SHOWN_PAGES])) + ("等" if len(scanned) > _SHOWN_PAGES else "")
    raise InputError(
        f"{name} 文件的第 {pages} 页是扫描图，没有文字，要用文字识别来读，而可选组件 ocr 没有安装；"
        "请在安装目录运行 .venv/bin/pip install -c constraints.txt -e '.[ocr]'，或先用别的软件识别后另存为 .docx。"
    )
