"""PDF files: text, and scans where the optional extra ``ocr`` is installed."""

from importlib.util import find_spec

from kb.corpus.isolation import read_apart
from kb.corpus.readers.base import Content, Limits
from kb.errors import InputError

_RECOGNITION = ("rapidocr", "onnxruntime")
_HEAD_BYTES = 1024
_SHOWN_PAGES = 3


class PdfReader:
    """Reader of PDF files; PDFium does it in another process, see :mod:`kb.corpus.pdf.extract`."""

    format = "pdf"

    def accepts(self, data: bytes) -> bool:
        """The header of ISO 32000, at the start but for a mark and white space."""
        return data[:_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\0").startswith(b"%PDF-")

    def read(self, data: bytes, limits: Limits) -> Content:
        """The text, see :mod:`kb.corpus.layout.reading`.

        :raises InputError: it needs a password, is damaged, has too many pages or takes too long; or it has scanned
            pages and the recogniser is not installed, or they are too many.
        """
        answer = read_apart("pdf", data, limits, limits.seconds)
        if answer["scanned"]:
            _require_recognition(answer["scanned"])
            answer = read_apart("pdf-recognition", data, limits, limits.recognition_seconds)
        return Content(answer["text"] + "\n", "utf-16")


READER = PdfReader()


def _require_recognition(scanned: list[int]) -> None:
    if all(find_spec(module) for module in _RECOGNITION):
        return
    pages = "、".join(map(str, scanned[:_SHOWN_PAGES])) + ("等" if len(scanned) > _SHOWN_PAGES else "")
    raise InputError(
        f"PDF 文件的第 {pages} 页是扫描图，没有文字，要用文字识别来读，而可选组件 ocr 没有安装；"
        "请在安装目录运行 .venv/bin/pip install -c constraints.txt -e '.[ocr]'，或先用别的软件识别后另存为 .docx。"
    )
