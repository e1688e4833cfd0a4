"""OFD files for tests, written by hand: no library writes them. As in :mod:`tests.corpus.samples`."""

import io
from collections.abc import Sequence
from html import escape

from tests.corpus.samples import TABLE, pictures_of, zip_of

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
    for number, picture in enumerate(pictures_of(pdf)):
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
