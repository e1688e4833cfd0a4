"""Rows of facts → the Chinese sentences of an answer, by the templates of answers.yaml."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from kb.qa.models import AnsweredTask, AnsweredUnit
from kb.rules import load_yaml

# Of a longer list so many items are printed; the structured fields of the answer hold all.
MOST_LISTED = 50
_TEMPLATES = Path(__file__).with_name("answers.yaml")


@cache
def templates() -> Mapping[str, Any]:
    """The wordings, by answer key."""
    data: Mapping[str, Any] = load_yaml(_TEMPLATES)
    return data


def say(key: str, wording: str, /, **fields: object) -> str:
    """One sentence."""
    return str(templates()[key][wording]).format(**fields)


def role_name(role: str) -> str:
    """How a role is called: 牵头, 参与, 负责, 指导."""
    return say("roles", role)


def marks(numbers: Sequence[int]) -> str:
    """[1][2]; of more than MOST_LISTED the first, and how many there are."""
    noted = list(dict.fromkeys(numbers))
    cut = say("listed", "marks_cut", count=len(noted)) if len(noted) > MOST_LISTED else ""
    return "".join(f"[{n}]" for n in noted[:MOST_LISTED]) + cut


def names(units: Sequence[AnsweredUnit], *roles: str) -> str:
    """The names of the units in these roles, as a Chinese list."""
    return "、".join(dict.fromkeys(unit.name for unit in units if unit.role in roles))


def units_sentence(
    title: str, units: Sequence[AnsweredUnit], numbers: Sequence[int], *, statement: str, open_list: bool
) -> str:
    """Who has the task: the lead first, the absence of one said plainly, collectives named as such."""
    key, noted = "units_of_task", marks(numbers)
    sentences = [_conclusion(title, units, noted, _manner(statement))]
    if guide := names(units, "guide"):
        sentences.append(say(key, "guided", guide=guide))
    if open_list:
        sentences.append(say(key, "open"))
    collectives = [unit for unit in units if unit.collective]
    if collectives:
        sentences.append(say(key, "collective", collective="”“".join(dict.fromkeys(u.name for u in collectives))))
    return "".join(sentences)


def nobody_beside_sentence(title: str, units: Sequence[AnsweredUnit], numbers: Sequence[int]) -> str:
    """Nobody takes part beside those who are responsible."""
    responsible = names(units, "lead", "responsible")
    return say("units_of_task", "nobody_beside", title=title, responsible=responsible, marks=marks(numbers))


def _conclusion(title: str, units: Sequence[AnsweredUnit], noted: str, manner: str) -> str:
    key = "units_of_task"
    lead, beside, responsible = names(units, "lead"), names(units, "participate"), names(units, "responsible")
    if lead and not (beside or responsible):
        return say(key, "led", title=title, lead=lead, others="", marks=noted)
    if beside and not (lead or responsible):
        return say(key, "participants", title=title, participate=beside, manner=manner, marks=noted)
    if lead:
        others = "、".join(filter(None, (beside, responsible)))
        tail = say(key, "others", participate=others, manner=manner) if others else ""
        return say(key, "led", title=title, lead=lead, others=tail, marks=noted)
    if responsible and beside:
        return say(
            key, "not_led_beside", title=title, responsible=responsible, participate=beside, manner=manner, marks=noted
        )
    return (
        say(key, "not_led", title=title, responsible=responsible or beside, marks=noted)
        if responsible or beside
        else ""
    )


def _manner(statement: str) -> str:
    """The words by which the statement has the others take part."""
    manners: list[str] = templates()["units_of_task"]["manners"]
    return next((manner for manner in manners if manner in statement), manners[-1])


def tasks_sentence(
    unit: str, rows: Sequence[tuple[AnsweredTask, str, int]], *, role: str = "", of: str = "", shown: int = MOST_LISTED
) -> str:
    """What a unit has to do, in one role or ("") in all: one clause a task, the first ``shown`` of them; the count is
    that of different tasks.

    :param of: which of its tasks these are, where not all: alone, others.
    """
    key = "tasks_of_unit"
    scope = templates()[key]["which"][of] + templates()[key]["scopes"][role]
    if not rows:
        return say(key, "none" if role or of else "none_at_all", unit=unit, scope=scope)
    items = "；".join(
        say(
            key,
            "item_led" if role else "item",
            role=templates()["roles"][own],
            title=task.title,
            section=task.id,
            marks=marks([n]),
        )
        for task, own, n in rows[:shown]
    )
    count = len({task.iri for task, _, _ in rows})
    wording = "some" if len(rows) <= shown else "some_cut" if shown else "some_unlisted"
    return say(key, wording, unit=unit, scope=scope, count=count, shown=shown, items=items)
