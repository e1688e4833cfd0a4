"""What a document says about itself: number, issuer, date of issue, title, period."""

import re
from collections.abc import Mapping

from kb.qa.asked import Asked
from kb.qa.drafting import Draft
from kb.qa.models import Answer
from kb.qa.operations.refusals import not_stated
from kb.qa.time_rules import time_rule

_DATE = re.compile(r"(\d{4})-0?(\d+)-0?(\d+)")
# What a document says of itself: the key of its data, the wording that tells it, the flag that asks for it.
_DATA = (
    ("number", "number", "wants_number"),
    ("issuer", "issuer", "wants_issuer"),
    ("issued", "issued", "wants_issue_date"),
    ("period", "period", "wants_period"),
    ("title", "title", "wants_title"),
    ("addressees", "addressee", "wants_addressees"),
)
# Told only when asked for by name.
_LONG = ("title", "addressees")


def document_meta(asked: Asked) -> Answer:
    """The data of the documents that the question asks for; all of it when it names none."""
    draft, issuers = Draft(asked.library), []
    intent = asked.reading.intent
    of_period = intent is not None and intent.id == "plan_period"
    for row in asked.library.knowledge.documents:
        data = _data_of(asked, row)
        if of_period and (_say_validity(asked, draft, row["id"]) or not data.get("period")):
            continue
        wanted = [(key, wording) for key, wording, flag in _DATA if flag in asked.reading.flags and data.get(key)]
        # Until when it holds is its period, and no other of its dates.
        wanted = [(key, wording) for key, wording, _ in _DATA if key == "period"] if of_period else wanted
        wanted = wanted or [(key, wording) for key, wording, _ in _DATA if data.get(key) and key not in _LONG]
        for key, wording in wanted:
            value = _printed(data[key])
            number = _cite(asked, draft, row["id"], value)
            draft.value(value)
            draft.say("meta", wording, title=data.get("title", row["id"]), value=value, marks=number)
        if row.get("issuer"):
            issuers.append(row["issuer"])
    if of_period and not draft.has_facts:
        return not_stated(asked, None, wording="no_time")
    # The issuers of several documents are no one number.
    counted = len(issuers) == 1 and _HOW_MANY.search(asked.reading.text)
    return draft.answer(count=len(_NAMES.split(issuers[0])) if counted else None)


def _say_validity(asked: Asked, draft: Draft, document: str) -> bool:
    """Quote the sentence that says until when a document holds; whether one does."""
    for sentence in asked.library.finder.sentences:
        if sentence.document == document and time_rule("validity").fires(sentence.text):
            draft.quote(sentence)
            return True
    return False


def _data_of(asked: Asked, row: Mapping[str, str]) -> dict[str, str]:
    data = {**row, "addressees": _addressed(asked, row["id"])}
    if data.get("period_start"):
        data["period"] = f"{data['period_start']}—{data['period_end']}年"
    return data


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
    start, end = text.find(value), text.find(value) + len(value)
    if start < 0 and "—" in value and (period := _PERIOD.search(text)):
        # A period is read off how the document calls its years: “十四五”, 2018-2020年.
        start, end = period.span()
    return f"[{draft.citer.cite_span(document, 'front', start, end)}]" if start >= 0 else ""


_PERIOD = re.compile(r"“?十[一二三四五六七]五”?|20\d\d\s*[-—―–~至到]{1,2}\s*20\d\d年?")
