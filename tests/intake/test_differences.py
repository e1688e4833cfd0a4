"""Two expressions of a plan: what is different is told by unit, what only moved or was reworded is not."""

import pytest

from kb.contract import as_contract
from kb.differences import Difference, differences, paired_tasks
from kb.pipeline import parse_text

_BEFORE = """示例县防汛规划
一、主要任务
1.加固堤防。加固县内主要河道堤防，清除行洪障碍。（责任单位：县水利局牵头，县财政局配合）
2.储备物资。按标准储备防汛物资，定期检查更换。（责任单位：县应急局）
3.开展巡查。汛期每日巡查水库大坝。（责任单位：县水利局）
"""


def _compare(after: str) -> list[tuple[str, str, str, str, str]]:
    before, later = (as_contract(parse_text(text, "plan")) for text in (_BEFORE, after))
    found = differences(before, later)
    for difference in found:
        for place, text in ((difference.before, before["text"]), (difference.after, later["text"])):
            assert place is None or text[place.start : place.end] == place.quote
    return [(d.unit, d.kind, d.task, _role(d, "before"), _role(d, "after")) for d in found]


def _role(difference: Difference, side: str) -> str:
    place = getattr(difference, side)
    return place.role if place else ""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        # a lead and a participant change places
        (
            "县水利局牵头，县财政局配合",
            "县财政局牵头，县水利局配合",
            [
                ("县财政局", "role", "加固堤防", "participate", "lead"),
                ("县水利局", "role", "加固堤防", "lead", "participate"),
            ],
        ),
        # a unit more, a unit less
        (
            "（责任单位：县应急局）",
            "（责任单位：县商务局）",
            [
                ("县商务局", "added", "储备物资", "", "responsible"),
                ("县应急局", "removed", "储备物资", "responsible", ""),
            ],
        ),
        # a task more in front: every number moves, no responsibility does
        (
            "1.加固堤防",
            "1.完善预案。修订预案。（责任单位：县应急局）\n2.加固堤防",
            [("县应急局", "added", "完善预案", "", "responsible")],
        ),
        # a task is gone with its unit's duty
        (
            "3.开展巡查。汛期每日巡查水库大坝。（责任单位：县水利局）\n",
            "",
            [("县水利局", "removed", "开展巡查", "responsible", "")],
        ),
        # a new title over the same order is the same task
        ("2.储备物资。按标准储备", "2.物资储备。按照标准储备", []),
        # a second role beside the first, and the statement that gives it
        (
            "（责任单位：县应急局）",
            "（责任单位：县应急局）（责任单位：县财政局牵头，县应急局配合）",
            [("县财政局", "added", "储备物资", "", "lead"), ("县应急局", "role", "储备物资", "", "participate")],
        ),
    ],
)
def test_what_changed(old: str, new: str, expected: list[tuple[str, ...]]) -> None:
    assert _compare(_BEFORE.replace(old, new) if old else _BEFORE) == expected


def test_of_tasks_that_are_alike_the_nearest_are_paired() -> None:
    plan = "示例县防汛规划\n一、主要任务\n{}"
    banks = "{}.加固{}堤。加固{}堤十公里并清除行洪障碍。（责任单位：{}）\n"
    before = plan.format(banks.format(1, "北", "北", "县水利局") + banks.format(2, "南", "南", "县财政局"))
    # the first is gone, the second has another title
    after = plan.format(banks.format(1, "南岸", "南", "县财政局"))
    rows = [as_contract(parse_text(text, "plan")) for text in (before, after)]
    assert [(d.unit, d.kind, d.task) for d in differences(*rows)] == [("县水利局", "removed", "加固北堤")]


def test_every_task_stands_in_one_pair() -> None:
    before, after = (
        as_contract(parse_text(text, "plan"))["tasks"] for text in (_BEFORE, _BEFORE.replace("巡查", "值守"))
    )
    pairs = paired_tasks(before, after)
    assert sorted(pair.after["id"] for pair in pairs if pair.after) == ["1.1", "1.2", "1.3"]
    assert sorted(pair.before["id"] for pair in pairs if pair.before) == ["1.1", "1.2", "1.3"]
