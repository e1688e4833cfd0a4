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


def _pictures_of(pdf: bytes) -> list[Image.Image]:
    return [page.render(scale=150 / 72).to_pil() for page in PdfDocument(pdf)]


def scan_of(pdf: bytes) -> bytes:
    """A PDF file whose pages are pictures of the pages of ``pdf``, at 150 dpi."""
    pages = _pictures_of(pdf)
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
    for number, picture in enumerate(_pictures_of(pdf)):
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


_OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_COLUMNS, _ROWS = 28, 22  # of a page by GB/T 9704
_EM, _LEADING, _LEFT, _TOP = 5.6, 10.2, 28.0, 37.0  # millimetres


def ofd_of(lines: Sequence[str], table: bool = False) -> bytes:
    """An OFD file of these paragraphs, a text object a line of print; the table stands on a page of its own."""
    rows = [row for line in lines for row in _set_solid(line)]
    pages = [
        _ofd_page(rows[start : start + _ROWS], number) for number, start in enumerate(range(0, len(rows), _ROWS), 1)
    ]
    pages += [_ofd_table()] if table else []
    return _ofd_of_pages(pages)


def _ofd_of_pages(pages: Sequence[str], members: dict[str, bytes] | None = None) -> bytes:
    names = [f"Pages/Page_{number}/Content.xml" for number in range(len(pages))]
    listed = "".join(f'<ofd:Page ID="{number}" BaseLoc="{name}"/>' for number, name in enumerate(names, 10))
    parts = {
        "OFD.xml": f"<ofd:OFD {_OFD}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {_OFD}><ofd:CommonData><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
        f"</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        **{f"Doc_0/{name}": page for name, page in zip(names, pages, strict=True)},
    }
    return zip_of({name: part.encode() for name, part in parts.items()} | (members or {}))


def scan_ofd(pdf: bytes, grouped: bool = False, before: str = "") -> bytes:
    """An OFD file whose pages are pictures of those of ``pdf``; ``grouped``: in a composite unit of half their size.

    ``before``: what a page before them says, if anything.
    """
    pages = [_ofd_text(before, 20, 50, 5.0)] if before else []
    members: dict[str, bytes] = {}
    units = media = ""
    for number, picture in enumerate(_pictures_of(pdf)):
        stream = io.BytesIO()
        picture.convert("RGB").save(stream, "JPEG", quality=90)
        members[f"Doc_0/Res/{number}.jpg"] = stream.getvalue()
        media += (
            f'<ofd:MultiMedia ID="{number}" Type="Image"><ofd:MediaFile>{number}.jpg</ofd:MediaFile></ofd:MultiMedia>'
        )
        size = "105 148.5" if grouped else "210 297"
        drawn = f'<ofd:ImageObject Boundary="0 0 {size}" ResourceID="{number}"/>'
        units += (
            f'<ofd:CompositeGraphicUnit ID="9{number}"><ofd:Content>{drawn}</ofd:Content></ofd:CompositeGraphicUnit>'
        )
        placed = f'<ofd:CompositeObject Boundary="0 0 210 297" CTM="2 0 0 2 0 0" ResourceID="9{number}"/>'
        pages.append(placed if grouped else drawn)
    resources = f'<ofd:Res {_OFD} BaseLoc="Res"><ofd:CompositeGraphicUnits>{units}</ofd:CompositeGraphicUnits>'
    members["Doc_0/DocumentRes.xml"] = f"{resources}<ofd:MultiMedias>{media}</ofd:MultiMedias></ofd:Res>".encode()
    return _ofd_of_pages([_ofd_content(page) for page in pages], members)


def _set_solid(line: str) -> list[str]:
    """The lines of print of a paragraph; an ideographic space is an indent."""
    text = "　　" + line
    return [text[start : start + _COLUMNS] for start in range(0, len(text), _COLUMNS)]


def _ofd_text(text: str, x: float, y: float, size: float) -> str:
    delta = f"g {len(text) - 1} {size}" if len(text) > 1 else ""
    return (
        f'<ofd:TextObject Boundary="{x} {y} {size * len(text)} {size}" Font="1" Size="{size}">'
        f'<ofd:TextCode X="0" Y="{size * 0.88}" DeltaX="{delta}">{escape(text)}</ofd:TextCode></ofd:TextObject>'
    )


def _ofd_content(objects: str) -> str:
    return f'<ofd:Page {_OFD}><ofd:Content><ofd:Layer ID="1">{objects}</ofd:Layer></ofd:Content></ofd:Page>'


def _ofd_page(rows: Sequence[str], number: int) -> str:
    objects = [_ofd_text(row, _LEFT, _TOP + _LEADING * place, _EM) for place, row in enumerate(rows)]
    return _ofd_content("".join(objects) + _ofd_text(f"— {number} —", 95, 275, 4.9))


def _ofd_table() -> str:
    xs, ys = (20.0, 35.0, 145.0, 200.0), (50.0, 60.0, 70.0, 80.0, 90.0)
    strokes = [(xs[0], y, xs[-1], y) for y in ys if y != ys[2]] + [(xs[1], ys[2], xs[-1], ys[2])]
    strokes += [(x, ys[0], x, ys[-1]) for x in xs]
    paths = "".join(
        f'<ofd:PathObject Boundary="0 0 210 297"><ofd:AbbreviatedData>M {a} {b} L {c} {d}</ofd:AbbreviatedData></ofd:PathObject>'
        for a, b, c, d in strokes
    )
    texts = "".join(
        _ofd_text(text, xs[column] + 1, ys[row] + 3, 3.5)
        for row, cells in enumerate(TABLE)
        for column, text in enumerate(cells)
        if text
    )
    return _ofd_content(paths + texts)


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
