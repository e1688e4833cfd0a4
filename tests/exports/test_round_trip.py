"""xlsx → values → graph: what a table says of who does what is what the graph says, for plans of all levels."""

import re
from collections.abc import Iterator

import pytest

from kb import pipeline
from kb.exports.build import Choice, build_table
from kb.exports.definitions import definition_of, load_definitions
from kb.exports.material import Material, material_of
from kb.exports.table import Cell, lines
from kb.exports.writers import writer_of
from kb.graph.build import build_nquads
from kb.graph.store import GraphStore
from kb.identifiers import Identifiers
from kb.settings import ROOT, Settings
from kb.snapshot_facts import load_facts
from kb.units.registry import build_registry
from tests.exports.reading import read_csv, read_docx, read_xlsx

# Plans with every role and every kind of form: guides, participants beside responsible units, annex tables, times
# inside statements, several statements in one task.
FILES = [
    "corpus/gaoqing-safety-14th-five-year-plan.txt",
    "tests/evaluation/plans/qinghe-flood-2022.txt",
    "tests/evaluation/plans/state-skills-2022.txt",
    "tests/golden/assignments/07_xian_zhengzhi.txt",
    "tests/golden/assignments/19_shi_jiaotong_biao.txt",
    "tests/golden/assignments/23_zhen_renju.txt",
    "tests/golden/assignments/33_gwb_rujing.txt",
]
ROLES = {"配合": "participate", "负责": "responsible", "指导": "guide"}
_SUFFIX = re.compile(r"（(配合|负责|指导)）$")
# Title of the document, position, statement, unit, role.
Fact = tuple[str, str, str, str, str]


@pytest.fixture(scope="module")
def plans() -> Material:
    """The plans in one graph."""
    documents = [pipeline.parse_file(ROOT / name, Settings()) for name in FILES]
    graph = build_nquads(documents, build_registry(documents), Identifiers(Settings().base_iri))
    return material_of(load_facts(GraphStore.from_nquads(graph), {d.info.id: d.text for d in documents}))


def facts_of_sheet(rows: list[dict[str, str]]) -> Iterator[Fact]:
    """What a person reads in the 分工表."""
    for row in rows:
        place = (row["文件"], row["条款"].split("\n")[-1], row["原文依据"])
        leads = [name for name in row["牵头单位"].split("\n") if name != "—"]
        yield from ((*place, name, "lead") for name in leads)
        for name in row["责任单位"].split("\n"):
            suffix = _SUFFIX.search(name)
            role = ROLES[suffix[1]] if suffix else ("participate" if leads else "responsible")
            if name != "—":
                yield (*place, _SUFFIX.sub("", name), role)


def facts_of_graph(material: Material) -> Iterator[Fact]:
    titles = {row["id"]: row["title"] for row in material.documents}
    tasks = {task.iri: task.id for task in material.tasks}
    for row in material.assignments:
        section = tasks[row.task] if row.task else row.section
        yield titles[row.document], section, material.quote(row.document, row.start, row.end), row.name, row.role


def test_a_sheet_says_what_the_graph_says(plans: Material) -> None:
    definition = definition_of("分工表")
    data = writer_of(definition, "xlsx").write(build_table(plans, definition, Choice()))
    told = set(facts_of_sheet(read_xlsx(data)))
    assert told == set(facts_of_graph(plans))
    assert len(told) > 400
    assert {fact[4] for fact in told} == {"lead", "participate", "responsible", "guide"}


def test_all_formats_hold_the_same_cells(plans: Material) -> None:
    compared = 0
    for definition in load_definitions():
        table = build_table(plans, definition, Choice())
        by_format = {name: writer_of(definition, name).write(table) for name in ("xlsx", "docx", "csv")}
        sheet, document, delimited = (
            read_xlsx(by_format["xlsx"]),
            read_docx(by_format["docx"]),
            read_csv(by_format["csv"]),
        )
        labels = [column.label for column in table.columns]
        expected = [dict(zip(labels, map(lines, table.values(row)), strict=True)) for row in table.rows]
        assert sheet == document == expected
        joined = [
            {key: lines(cell, "；") for key, cell in zip(labels, table.values(row), strict=True)} for row in table.rows
        ]
        assert delimited == joined
        compared += len(expected)
    assert compared > 800


def test_every_row_stands_in_the_text(plans: Material) -> None:
    """Quotations are verbatim, the contents are whole stretches of the document, no row is without its clause."""
    contents = 0
    for definition in load_definitions():
        for row in build_table(plans, definition, Choice()).rows:
            place, text = row.reference, plans.texts[row.reference.document]
            assert text[place.start : place.end] == place.quote == row.cells["basis"]
            assert row.cells["provision"] not in ("", ())
            content = row.cells.get("content", "—")
            contents += content != "—"
            assert content == "—" or all(piece in text for piece in lines(content).split("\n"))
            assert "责任单位：" not in lines(content)
    assert contents > 500


def test_the_work_in_rows_of_printed_tables(plans: Material) -> None:
    """The cell that says what to do: not the titles before it, nor the people, units and times behind it."""
    rows = build_table(plans, definition_of("分工表"), Choice("19-shi-jiaotong-biao")).rows
    found = {row.reference.section: row.cells["content"] for row in rows}
    expected = {
        "A1.1": "清理“休眠”客运班线，严查超员超速、疲劳驾驶，动态监控上线率达到100%。",
        # The title of the row stands in the row above.
        "A1.2": "开展货车“大吨小标”、非法改装联合执法，治超站点实现24小时值守。",
        "A2.2": "清退超范围储存的危险货物",
    }
    assert {section: found[section] for section in expected} == expected
    clauses = {row.reference.section: row.cells["provision"] for row in rows}
    # No number is printed in the second row, 2 in the third.
    assert [clauses[section] for section in ("A1.1", "A1.2", "A1.3")] == [
        ("附件1-1", "A1.1"), ("附件1", "A1.2"), ("附件1-2", "A1.3"),
    ]  # fmt: skip


def test_times_of_statements_are_listed_once(plans: Material) -> None:
    """One plan of these states every time in its statements (完成时限：…)."""
    timed = [row for row in plans.assignments if row.document == "qinghe-flood-2022" and row.wording]
    statements = {(row.start, row.end, row.wording) for row in timed}
    cells = build_table(plans, definition_of("分工表"), Choice("qinghe-flood-2022")).rows
    by_place = {(row.reference.start, row.reference.end): row.cells["deadline"] for row in cells}
    assert len(statements) == 26
    for start, end, wording in statements:
        deadline: Cell = by_place[start, end]
        assert isinstance(deadline, tuple)
        assert deadline[0] == wording
    dated = build_table(plans, definition_of("时限表"), Choice("qinghe-flood-2022")).rows
    places = [(row.reference.start, row.reference.end, row.cells["matter"]) for row in dated]
    assert len(places) == len(set(places)) >= 26
    assert [row.cells["date"] for row in dated] == sorted(str(row.cells["date"]) for row in dated)
