"""The first plan as files of each format, made by the libraries that office programs' files are made with.

A sample says nothing that the plan does not, but is laid out as files are: indents, running heads, page numbers, a table.
"""

import io
import zipfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from PIL import Image
from pypdfium2 import PdfDocument
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
    SimpleDocTemplate,
    Table,
    TableStyle,
)

from kb.settings import ROOT

PLAN = ROOT / "corpus" / "gaoqing-safety-14th-five-year-plan.txt"
TITLE = "高青县安全生产“十四五”规划"
TABLE = (
    ("序号", "重点任务", "责任单位"),
    ("1", "建设县级应急指挥平台，实现与市级平台互联互通、信息共享", "县应急局"),
    ("", "更新消防救援装备", "县消防救援大队、县财政局"),
    ("2", "排查燃气管网", "县住房城乡建设局"),
)
# The first column of the second row is merged with the cell above it.
TABLE_LINES = tuple("\t".join(row) for row in TABLE)
_FONT = "STSong-Light"  # one of the fonts that every PDF reader knows, so that none is embedded


def plan_lines() -> list[str]:
    """The paragraphs of the plan, without indents and blank lines."""
    return [line.strip() for line in PLAN.read_text(encoding="utf-8").splitlines() if line.strip()]


def pdf_of(lines: Sequence[str], table: bool = False, head: str = "", encrypt: str | None = None) -> bytes:
    """A PDF file of these paragraphs, set as GB/T 9704 has it: A4, 16 pt, first lines indented, numbered pages."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    body = ParagraphStyle("body", fontName=_FONT, fontSize=16, leading=28, firstLineIndent=32, wordWrap="CJK")
    title = ParagraphStyle("title", parent=body, fontSize=22, firstLineIndent=0, alignment=TA_CENTER)
    flow: list[Flowable] = [Paragraph(escape(line), title if line == TITLE else body) for line in lines]
    if table:
        flow[len(flow) // 2 : len(flow) // 2] = [_pdf_table(body)]

    def furniture(canvas: Canvas, template: SimpleDocTemplate) -> None:
        canvas.setFont(_FONT, 14)
        canvas.drawCentredString(A4[0] / 2, 60, f"— {template.page} —")
        canvas.drawString(80, A4[1] - 60, head)

    stream = io.BytesIO()
    template = SimpleDocTemplate(
        stream, pagesize=A4, leftMargin=79, rightMargin=74, topMargin=105, bottomMargin=99, encrypt=encrypt
    )
    template.build(flow, onFirstPage=furniture, onLaterPages=furniture)
    return stream.getvalue()


def _pdf_table(body: ParagraphStyle, widths: Sequence[float] = (50, 200, 150)) -> Table:
    cell = ParagraphStyle("cell", parent=body, fontSize=12, leading=16, firstLineIndent=0)
    rows = [[Paragraph(text, cell) for text in row] for row in TABLE]
    style = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), ("SPAN", (0, 1), (0, 2))])
    return Table(rows, colWidths=widths, style=style)


def two_column_pdf_of(title: str, lines: Sequence[str], table: bool = False, drop: float = 0.0) -> bytes:
    """A PDF file set as gazettes are: the title over two columns of 10.5 pt, a head and a number on every page.

    ``drop`` in points lowers the right column, whose lines are then not level with those of the left one.
    """
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    body = ParagraphStyle("body", fontName=_FONT, fontSize=10.5, leading=16, firstLineIndent=21, wordWrap="CJK")
    head = ParagraphStyle("title", parent=body, fontSize=18, leading=26, firstLineIndent=0, alignment=TA_CENTER)
    flow: list[Flowable] = [Paragraph(escape(title), head), NextPageTemplate("later"), FrameBreak()]
    flow += [Paragraph(escape(line), body) for line in lines]
    if table:
        flow[len(flow) // 2 : len(flow) // 2] = [_pdf_table(body, (28, 120, 80))]

    def furniture(canvas: Canvas, template: BaseDocTemplate) -> None:
        canvas.setFont(_FONT, 9)
        canvas.drawString(60, A4[1] - 50, "某县人民政府公报　2024年第2期")
        canvas.drawCentredString(A4[0] / 2, 40, f"— {template.page} —")

    def columns(height: float) -> list[Frame]:
        return [Frame(55, 70, 236, height), Frame(304, 70, 236, height - drop)]

    stream = io.BytesIO()
    template = BaseDocTemplate(stream, pagesize=A4)
    template.addPageTemplates(
        [
            PageTemplate("first", [Frame(55, 700, 485, 70), *columns(620)], onPage=furniture),
            PageTemplate("later", columns(690), onPage=furniture),
        ]
    )
    template.build(flow)
    return stream.getvalue()


def pictures_of(pdf: bytes) -> list[Image.Image]:
    """The pages of ``pdf`` at 150 dpi."""
    return [page.render(scale=150 / 72).to_pil() for page in PdfDocument(pdf)]


def scan_of(pdf: bytes) -> bytes:
    """A PDF file whose pages are pictures of the pages of ``pdf``, at 150 dpi."""
    pages = pictures_of(pdf)
    stream = io.BytesIO()
    pages[0].save(stream, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    return stream.getvalue()


def form_scan_of(pdf: bytes, before: int = 0) -> bytes:
    """As :func:`scan_of`, each picture inside two forms, as programs that impose pages write; ``before`` it pages of text."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    for _ in range(before):
        canvas.setFont(_FONT, 16)
        canvas.drawString(80, 600, "本页有文字，共二十多个字，所以不是扫描图，可以照读。")
        canvas.showPage()
    for number, picture in enumerate(pictures_of(pdf)):
        for name, draw in (
            (f"in{number}", lambda: canvas.drawImage(ImageReader(picture), 0, 0, 10, 10)),  # noqa: B023 - drawn at once
            (f"out{number}", lambda: canvas.doForm(f"in{number}")),  # noqa: B023
        ):
            canvas.beginForm(name, 0, 0, 10, 10)
            draw()
            canvas.endForm()
        canvas.scale(A4[0] / 10, A4[1] / 10)
        canvas.doForm(f"out{number}")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def form_table_pdf() -> bytes:
    """A PDF file with a ruled table of two by two in a form that is enlarged."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    canvas.beginForm("table", 0, 0, 300, 200)
    canvas.setFont(_FONT, 12)
    canvas.grid((50, 120, 190), (50, 80, 110))
    for row, texts in enumerate((("排查", "县局"), ("任务", "单位"))):
        for column, text in enumerate(texts):
            canvas.drawString(60 + 70 * column, 60 + 30 * row, text)
    canvas.endForm()
    canvas.translate(100, 300)
    canvas.scale(1.5, 1.5)
    canvas.doForm("table")
    canvas.save()
    return stream.getvalue()


def docx_of(lines: Sequence[str]) -> bytes:
    """A Word file of these paragraphs; the settings of East Asian text are those that Chinese Word writes."""
    document = Document()
    for line in lines:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.first_line_indent = Pt(32)
        run = paragraph.add_run(line)
        run.font.size = Pt(16)
        properties = run._element.get_or_add_rPr()
        fonts = properties.get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), "仿宋_GB2312")
        fonts.set(qn("w:hint"), "eastAsia")
        properties.append(properties.makeelement(qn("w:lang"), {qn("w:eastAsia"): "zh-CN"}))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def html_of(lines: Sequence[str], table: bool = False) -> bytes:
    """A page as government sites set theirs: navigation, the text, what else there is to read, a footer."""
    links = "".join(f'<li><a href="/{n}">政务公开栏目{n}</a></li>' for n in range(30))
    text = "\n".join(f"<p>　　{escape(line)}</p>" for line in lines)
    rows = "".join("<tr>" + "".join(f"<td><p>{cell}</p></td>" for cell in row) + "</tr>" for row in TABLE)
    rows = f"<table>{rows}</table>" if table else ""
    page = f"""<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>{TITLE}_高青县人民政府</title>
    <script>var x = "<p>不是正文</p>";</script><style>p {{ color: black }}</style></head><body>
    <div class="header"><ul>{links}</ul></div><div class="position">您现在的位置：<a href="/">首页</a> &gt; 规划</div>
    <div id="zoom" class="TRS_Editor">{text}{rows}</div>
    <div class="share">分享到：<a>微信</a><a>微博</a></div><div class="related"><h3>相关文件</h3><ul>{links}</ul></div>
    <div class="footer"><p>版权所有：高青县人民政府　主办单位：高青县人民政府办公室</p><p>网站标识码：3703220001</p></div></body></html>"""
    return page.encode()


def zip_of(members: dict[str, bytes]) -> bytes:
    """A zip archive of these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return stream.getvalue()


def write(path: Path, data: bytes) -> Path:
    """The path, once the bytes are in it."""
    path.write_bytes(data)
    return path
