"""Where an assignment stands: the provision it belongs to, its heading, and its deadline as a date."""

import re
from datetime import date

from kb.models import DocumentInfo, Outline, Provision
from kb.numerals.dates import find_dates

# A statement closes a box that began at most this many characters before it.
_BOX_CHARS = 3000
# A box of projects inside a plan's chapter: a line 专栏3 某某工程.
_BOX = re.compile(r"(?m)^[ 　\t]*专栏[ 　]*[\d一二三四五六七八九十]{0,3}[ 　:：—-]*(?P<title>[^\n。]{2,40})$")


def provision_at(outline: Outline, offset: int) -> Provision:
    """The listed provision that the statement at ``offset`` closes."""
    provision = outline.at(offset)
    if not provision.listed and not provision.parent:
        return provision
    while not provision.listed and provision.parent:
        provision = outline.by_id(provision.parent)
    return provision


def heading_for(outline: Outline, provision: Provision, statement_start: int) -> str:
    """The title of the box (专栏) it stands in, the provision's title, or the first clause before the statement."""
    boxes = list(_BOX.finditer(outline.text, max(provision.body_start, statement_start - _BOX_CHARS), statement_start))
    if boxes:
        return boxes[-1]["title"].strip()
    if provision.title:
        return provision.title
    before = outline.text[provision.start : statement_start].strip().rsplit("\n", 1)[-1]
    return re.split(r"[，。；：]", before.strip(), maxsplit=1)[0]


def date_of(wording: str | None, info: DocumentInfo) -> date | None:
    """The last date that the wording of a deadline names."""
    if not wording:
        return None
    mentions = find_dates(wording, reference=info.issued, period=info.period)
    return mentions[-1].date if mentions else None
