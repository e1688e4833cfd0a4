"""The tables of the first plan against what was typed by hand from its text, and what a choice leaves of them."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from kb.errors import InputError, NotFoundError
from kb.exports.build import Choice, build_table
from kb.exports.definitions import definition_of, load_definitions
from kb.exports.material import Material
from kb.exports.rows import ROWS
from kb.exports.table import Row, Table
from kb.exports.writers import WRITERS, writer_of
from tests.exports.reading import read_xlsx

EXPECTED = yaml.safe_load((Path(__file__).parent / "data" / "first_plan.yaml").read_text(encoding="utf-8"))
PLAN = "gaoqing-safety-14th-five-year-plan"
REMARKS = {
    "无": "",
    "无牵头": "原文未明确牵头单位",
    "集体": "集体责任主体，原文未列成员：",
    "等": "原文名单以“等”收尾，未列全",
    "漏字": "“县应急局”原文作“县应急”",
}
NOBODY_LEADS = "—"


def table(material: Material, name: str, document: str | None = None, unit: str | None = None) -> Table:
    return build_table(material, definition_of(name), Choice(document, unit))


def sections(rows: tuple[Row, ...]) -> list[str]:
    return [row.reference.section for row in rows]


def test_the_division_of_tasks_is_what_a_clerk_types(material: Material) -> None:
    """Through the file, as a clerk gets it."""
    data = writer_of(definition_of("分工表"), "xlsx").write(table(material, "分工表"))
    typed = EXPECTED["rows"]
    rows = read_xlsx(data)
    assert len(typed) == 26
    for row, (section, printed, task, leads, others, remarks) in zip(rows[:26], typed, strict=True):
        assert row["条款"] == f"{printed}\n{section}"
        assert row["重点任务"] == task
        assert row["牵头单位"] == (NOBODY_LEADS if leads == "无" else leads.replace(" ", "\n"))
        assert row["责任单位"] == others.replace(" ", "\n")
        said = row["备注"].split("\n")
        assert len(said) == len(remarks.split())
        for line, remark in zip(said, remarks.split(), strict=True):
            assert line.startswith(REMARKS[remark])
    nobody = [row for row in rows if row["备注"] == "原文未明确责任单位"]
    assert [row["条款"].split("\n")[1] for row in nobody] == list(map(str, EXPECTED["given_to_nobody"]))
    assert len(rows) == 26 + len(nobody)


def test_the_ledger_has_the_same_rows_and_cells_to_fill_in(material: Material) -> None:
    ledger, division = table(material, "台账"), table(material, "分工表")
    assert [row.cells for row in ledger.rows] == [row.cells for row in division.rows]
    blank = [c.label for c in ledger.columns if all(c.key not in row.cells for row in ledger.rows)]
    assert blank == ["进展情况", "存在问题", "下步措施", "责任人", "联系电话", "更新日期"]


def test_deadlines_with_who_must_meet_them(material: Material) -> None:
    rows = table(material, "时限表").rows
    expected: list[list[Any]] = EXPECTED["deadlines"]
    assert len(expected) == len(rows) == 8
    for row, (section, date, leads, others) in zip(rows, expected, strict=True):
        assert row.reference.section == str(section)
        assert row.cells["date"] == str(date)
        assert row.cells["leads"] == (leads if leads == "—" else tuple(leads.split()))
        assert row.cells["responsible"] == (others if others == "—" else tuple(others.split()))
    assert "原文为约数" in rows[4].cells["remark"]


def test_targets_beside_what_was_reached(material: Material) -> None:
    rows = table(material, "指标表").rows
    assert len(EXPECTED["targets"]) == len(rows) == 8
    for row, (section, value, before) in zip(rows, EXPECTED["targets"], strict=True):
        assert (row.reference.section, row.cells["value"]) == (section, value)
        assert row.cells["baseline"] == (before if before == "规划未载明" else tuple(before.split()))


def test_no_time_is_made_up(material: Material) -> None:
    """Only the tasks in which the text states a time have one; the others do not take the plan's last day."""
    rows = table(material, "分工表").rows
    timed = [row.reference.section for row in rows if row.cells["deadline"] != "规划未载明"]
    assert timed == ["3.1.3", "3.3.6", "3.4.1", "3.4.3", "3.5.2", "4.3"]


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("县公安局", ["3.3.7", "3.3.8", "3.3.3"]),
        # By the name before the reform of 2018, by the full name, and by the slip.
        ("县安监局", 16),
        ("高青县应急管理局", 16),
        ("县应急", 16),
        ("县直有关部门、单位", ["3.5.1"]),
    ],
)
def test_the_duties_of_one_unit_by_any_of_its_names(material: Material, unit: str, expected: list[str] | int) -> None:
    made = table(material, "责任清单", unit=unit)
    assert made.title.endswith(f"责任清单（{unit}）")
    assert len({row.cells["unit"] for row in made.rows}) == 1
    found = sections(made.rows)
    assert (found if isinstance(expected, list) else len(found)) == expected


def test_lead_duties_come_first_and_every_assignment_is_there(material: Material) -> None:
    rows = table(material, "责任清单").rows
    assert len(rows) == len(material.assignments) == 82
    roles = [row.cells["role"] for row in table(material, "责任清单", unit="县应急局").rows]
    assert roles == sorted(roles, key=("牵头", "负责", "参与").index)


@pytest.mark.parametrize(("name", "expected"), [("分工表", 3), ("台账", 3), ("时限表", 0), ("指标表", 0)])
def test_a_unit_chooses_rows_of_every_table(material: Material, name: str, expected: int) -> None:
    made = table(material, name, PLAN, "县公安局")
    assert len(made.rows) == expected
    assert made.note.endswith("没有符合条件的条目。") == (expected == 0)


def test_what_is_unknown_is_named(material: Material) -> None:
    with pytest.raises(InputError, match="no-such-plan.*库中有：gaoqing"):
        table(material, "分工表", "no-such-plan")
    with pytest.raises(InputError, match="县公安司.*是不是.*县公安局"):
        table(material, "责任清单", unit="县公安司")
    with pytest.raises(InputError, match="请按文件里的写法"):
        table(material, "责任清单", unit="?")
    with pytest.raises(NotFoundError, match="可用：分工表（assignments）、责任清单"):
        definition_of("花名册")
    with pytest.raises(InputError, match="可用：xlsx、docx、csv。"):
        writer_of(definition_of("分工表"), "ics")


def test_the_definitions_hold_together() -> None:
    """Every row leads to its clause and its words, whatever the table."""
    definitions = load_definitions()
    assert len(definitions) == 5
    for definition in definitions:
        keys = [column.key for column in definition.columns]
        assert keys[0] == "number"
        # What Excel takes as the name of a sheet.
        assert len(definition.title) <= 31
        assert not set("[]:*?/\\") & set(definition.title)
        assert {"provision", "basis"} <= set(keys)
        assert definition.rows in ROWS
        assert set(definition.formats) <= WRITERS.keys()
        assert definition_of(definition.id) == definition_of(definition.name) == definition_of(definition.title)
