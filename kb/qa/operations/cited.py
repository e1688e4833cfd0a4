"""What is asked of a document that the plans only cite: its number, where they print it; its content, which they do not hold."""

from kb.qa.asked import Asked
from kb.qa.drafting import Draft
from kb.qa.models import Answer
from kb.qa.operations.regulations import regulation_usage
from kb.qa.wording import marks


def cited_number(asked: Asked) -> Answer:
    """The number of a cited document as printed beside its title; where it is cited, if none is."""
    titles = asked.reading.titles
    rows = [r for r in asked.library.knowledge.citations if r.title in titles and r.number and r.relation != "self"]
    if not rows:
        return regulation_usage(asked)
    draft = Draft(asked.library)
    for title in titles:
        own = [row for row in rows if row.title == title]
        for number in dict.fromkeys(row.number for row in own):
            cited = [draft.cite_fact(row) for row in own if row.number == number]
            draft.regulation(own[0])
            draft.value(number)
            draft.say("meta", "number", title=title, value=number, marks=marks(cited))
    return draft.answer()


def cited_content(asked: Asked) -> Answer:
    """That the base does not hold the document, and where it is cited."""
    titles = asked.reading.titles
    rows = [r for r in asked.library.knowledge.citations if r.title in titles and r.relation != "self"]
    if not rows:
        return regulation_usage(asked)
    draft = Draft(asked.library)
    number = draft.cite_fact(rows[0])
    place = draft.place_of(rows[0].document, rows[0].section)
    draft.say("not_stated", "cited_only", title=rows[0].title, place=place, marks=marks([number]))
    return draft.answer("not_stated", reason="not_in_plan", confidence=0.0)
