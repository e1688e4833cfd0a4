"""The parts a question is read by: the clause that asks, what it copies, two matters, places, kinds of bodies."""

import pytest

from kb.qa.asking import asking_part
from kb.qa.bodies import may_hold
from kb.qa.content import without_content
from kb.qa.places import place_in, towns
from kb.qa.quantities import asked_quantity
from kb.qa.splitting import parted

_SENTENCE = "将安全生产工作纳入高质量发展年度考核指标体系，统筹做好发展和安全两项任务，牢牢守住红线。"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("发改委牵头，哪些部门按职责分工参加？", "哪些部门按职责分工参加"),  # what is told first asks for nothing
        ("民爆到底谁牵头，工信局还是公安局", "民爆到底谁牵头"),
        ("消防整治牵头的，是哪家？", "消防整治牵头的，是哪家？"),  # the clause that asks says no role
        ("消防领域牵头单位", "消防领域牵头单位"),  # no clause asks
    ],
)
def test_clause_that_asks(text: str, part: str) -> None:
    assert asking_part(text) == part


@pytest.mark.parametrize(
    ("said", "hidden"),
    [
        # 指标 stands in the plan's words, so the question is not about an indicator
        ("将安全生产工作纳入高质量发展年度考核指标体系的任务，单位有哪些？", "〈内容〉的任务，单位有哪些？"),
        ("考核指标有哪些？", "考核指标有哪些？"),  # too short to have been copied
        ("统筹做好发展和安全两项任务", "统筹做好发展和安全两项任务"),  # nothing that asks would be left
    ],
)
def test_copied_words(said: str, hidden: str) -> None:
    assert without_content(said, [_SENTENCE]) == hidden


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        (
            "安全总监应配尽配、执法人员专业比例达标两项工作的完成时限？",
            ("安全总监应配尽配的完成时限？", "执法人员专业比例达标的完成时限？"),
        ),
        ("这两项任务由谁负责？", ("这两项任务由谁负责？",)),  # names neither
        ("县公安局、县应急局各有几项任务？", ("县公安局、县应急局各有几项任务？",)),
    ],
)
def test_two_matters(sentence: str, parts: tuple[str, ...]) -> None:
    assert parted(sentence) == parts


@pytest.mark.parametrize(
    ("candidate", "place"),
    [
        ("桓台县", "桓台县"),
        ("请问长岭市", "长岭市"),  # a word of asking before the place
        ("除了淄博市", "淄博市"),
        ("请核实县", ""),  # words of asking only
        ("建城市", ""),  # 城市 is a common noun
        ("现需向县", ""),
        ("小区", ""),
    ],
)
def test_place(candidate: str, place: str) -> None:
    assert place_in(candidate) == place


def test_towns_are_no_verbs() -> None:
    assert towns("唐坊镇和木李镇要推进镇村水源建设") == ("唐坊镇", "木李镇")


@pytest.mark.parametrize(
    ("collective", "unit", "may"),
    [
        ("各县（市、区）人民政府", "市应急局", False),  # governments of places hold no bureau
        ("各县区政府", "高新区管委会", True),
        ("负有安全生产监管职责的部门", "县应急局", True),
        ("各乡（镇）人民政府", "县公安局", False),
    ],
)
def test_collective_may_hold(collective: str, unit: str, may: bool) -> None:
    assert may_hold(collective, unit) is may


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("死多少人的那个指标，到2025年要压到多少以内？", "到2025年要压到多少以内"),  # the last quantity is asked for
        ("现有多少家企业", "现有多少家企业"),
    ],
)
def test_quantity_that_is_asked(text: str, clause: str) -> None:
    assert asked_quantity(text) == clause
