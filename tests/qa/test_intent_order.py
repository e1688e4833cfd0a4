"""Every example of intents.yaml through the reader: the first intent that fits must be its own, order included."""

from collections.abc import Iterator

import pytest

from kb.qa.knowledge import Knowledge
from kb.qa.library import Library
from kb.qa.reading import Reader, intents
from kb.rules import Rule

_UNITS = ("县应急局", "县公安局", "县民政局")
_COLLECTIVE = "负有安全生产监管职责的部门"
_STAND_INS = {"〈文件〉": "《山东省安全生产举报奖励办法》", "〈时间〉": "2022年底前", "〈条款〉": "第三部分"}
_TASKS = {"甲": "消防领域", "乙": "园区安全", "两项": "消防领域和园区安全两项"}

# (intent, example) → the intent that is read instead, and why that is right.
EXCEPTIONS = {
    (
        "who_beside_unit",
        "请列出〈单位〉以外按职责分工负责的全部单位",
    ): "tasks_of_unit",  # its matter is in the turn before
    ("who_participates", "消防领域除牵头之外还有谁"): "who_besides_lead",  # the same operation in the same role
    ("which_task", "智慧防汛平台属于哪个工程"): "names_task",  # the same operation
    ("which_task", "哪个工程提出要建数据库"): "names_task",  # the same operation
}


@pytest.fixture(scope="module")
def reader(knowledge: Knowledge) -> Reader:
    """A reader over the first plan, where the stand-ins are known."""
    return Reader(knowledge, Library(knowledge).finder)


def _filled(rule: Rule, example: str) -> str:
    """The example with units, documents, times and tasks of the plan in its slots."""
    needs = rule.extra["needs"]
    units = iter(
        (_COLLECTIVE,) if needs == "collective" else (_UNITS[0], _COLLECTIVE) if needs == "any_collective" else _UNITS
    )
    if needs == "any_collective" and example.count("〈单位〉") == 1:
        units = iter((_COLLECTIVE,))
    while "〈单位〉" in example:
        example = example.replace("〈单位〉", next(units), 1)
    for slot, stand_in in (_STAND_INS | (_TASKS if needs == "tasks" else {})).items():
        example = example.replace(slot, stand_in)
    return example


def _wrongly_read(reader: Reader) -> Iterator[tuple[tuple[str, str], str | None]]:
    for rule in intents():
        for example in rule.examples:
            intent = reader.read(_filled(rule, example)).intent
            if intent is None or intent.id != rule.id:
                yield (rule.id, example), intent.id if intent else None


def test_every_example_is_read_as_its_own_intent(reader: Reader) -> None:
    # equal, not within: an exception that no longer is one must go
    assert dict(_wrongly_read(reader)) == EXCEPTIONS
    assert sum(len(rule.examples) for rule in intents()) >= 190


def test_exceptions_that_are_the_same_operation_are(reader: Reader) -> None:
    by_id = {rule.id: rule for rule in intents()}
    same = {(rule, other) for (rule, _), other in EXCEPTIONS.items() if rule != "who_beside_unit"}
    assert len(same) == 2
    assert all(by_id[rule].extra["answer"] == by_id[other].extra["answer"] for rule, other in same)
    assert all(by_id[rule].extra.get("roles") == by_id[other].extra.get("roles") for rule, other in same)


def test_no_counter_example_is_read_as_the_intent_that_it_counters(reader: Reader) -> None:
    pairs = [(rule, example) for rule in intents() for example in rule.counter_examples]
    read = [(rule.id, example, reader.read(_filled(rule, example)).intent) for rule, example in pairs]
    assert [(rule, example) for rule, example, intent in read if intent and intent.id == rule] == []
    assert len(pairs) >= 75
