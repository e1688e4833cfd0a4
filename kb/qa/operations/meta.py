"""What a document says about itself: number, issuer, date of issue, title, period."""

import re

from kb.qa.asked import Asked
from kb.qa.drafting import Draft
from kb.qa.models import Answer

_DATE = re.compile(r"(\d{4})-0?(\d+)-0?(\d+)")
_PARTS = (
    ("number", "number", re.compile("文号|字号|多少号|几号(?!印|发|出)")),
    ("issuer", "issuer", re.compile("单位|机关|谁|落款|部门|哪里|哪家")),
    ("issued", "issued", re.compile("日期|时间|哪天|哪年|什么时候|何时|几号|落款|几月|啥时候")),
    ("period", "period", re.compile("规划期|管(?:几|哪几)年|管到|到期|期限")),
    ("title", "title", re.compile("标题|全称|名称|叫什么")),
    ("addressees", "addressee", re.compile("主送|发给|印发给|送给")),
)


def document_meta(asked: Asked) -> Answer:
    """The data of the documents that the question asks for; all of it when it names none."""
    draft, issuers = Draft(asked.library), ""
    for row in asked.library.knowledge.documents:
        data = dict(row)
        issuers = row.get("issuer", "")
        data["addressees"] = _addressed(asked, row["id"])
        if data.get("period_start"):
            data["period"] = f"{data['period_start']}—{data['period_end']}年"
        wanted = [(key, wording) for key, wording, pattern in _PARTS if pattern.search(asked.reading.text)]
        wanted = [pair for pair in wanted if data.get(pair[0])] or [
            (key, wording) for key, wording, _ in _PARTS if data.get(key) and key not in ("title", "addressees")
        ]
        for key, wording in wanted:
            value = _printed(data[key])
            number = _cite(asked, draft, row["id"], value)
            draft.value(value)
            draft.say("meta", wording, title=data.get("title", row["id"]), value=value, marks=number)
    count = len(_NAMES.split(issuers)) if _HOW_MANY.search(asked.reading.text) and issuers else None
    return draft.answer(count=count)


_NAMES = re.compile(r"[、，；\s]+")
_HOW_MANY = re.compile(r"(?:多少|几)(?:个|家)?[^，。？]{0,4}(?:部门|单位|部委|机关)")


def _addressed(asked: Asked, document: str) -> str:
    """The addressees as printed, where they stand together; else one after the other."""
    names = asked.library.knowledge.addressees.get(document, ())
    text = asked.library.knowledge.texts[document]
    places = sorted((text.find(name), text.find(name) + len(name)) for name in names)
    if not places or places[0][0] < 0 or places[-1][1] - places[0][0] > _LONGEST_LINE:
        return "、".join(names)
    return text[places[0][0] : places[-1][1]]


_LONGEST_LINE = 400


def _printed(value: str) -> str:
    match = _DATE.fullmatch(value)
    return f"{match[1]}年{match[2]}月{match[3]}日" if match else value


def _cite(asked: Asked, draft: Draft, document: str, value: str) -> str:
    text = asked.library.knowledge.texts[document]
    start = text.find(value)
    return f"[{draft.citer.cite_span(document, 'front', start, start + len(value))}]" if start >= 0 else ""
