"""One small county plan made by hand: every kind of fact once, with the cases that the graph has to tell apart."""

from dataclasses import dataclass, replace
from datetime import date

import pytest
from rdflib import Dataset

from kb.graph.build import build_nquads
from kb.graph.lines import dataset_of
from kb.graph.store import GraphStore
from kb.identifiers import Identifiers
from kb.models import (
    Action,
    Assignment,
    Citation,
    Deadline,
    Deliverable,
    DocumentInfo,
    Figure,
    Outline,
    ParsedDocument,
    Provision,
    Span,
    Task,
    UnitMention,
    span_of,
    trimmed_span,
)
from kb.units.registry import Alias, Registry, Unit

TEXT = """示例县粮食安全“十四五”规划
根据《示例省粮食安全规划》，制定本规划。
一、主要任务
1.建设中心粮库。落实《示例省粮食储备条例》第三条，2023年底前建成中心粮库，仓容达到5万吨。（责任单位：县粮食局牵头，财政局、各镇（街道）配合，市粮食局指导）
2.管好存粮。依据《示例省粮食储备条例》开展清查。（责任单位：县粮食、县统计局等）
3.办好粮油展会。
本规划由县粮食局负责解释。
"""
STATEMENT_1 = "县粮食局牵头，财政局、各镇（街道）配合，市粮食局指导"
STATEMENT_2 = "县粮食、县统计局等"
STATEMENT_ROOT = "本规划由县粮食局负责解释"


@dataclass(frozen=True)
class Sample:
    """The plan, the registry that knows only its grain bureau, and what they become."""

    document: ParsedDocument
    registry: Registry
    identifiers: Identifiers
    dataset: Dataset
    store: GraphStore

    def task(self, provision_id: str) -> str:
        """The IRI of a task of the plan."""
        return self.identifiers.task("sample", provision_id)

    def unit(self, name: str) -> str:
        """The IRI of a unit of the county."""
        return self.identifiers.unit("示例县", name)


def at(quote: str, after: str = "") -> Span:
    """Where ``quote`` stands, at or after ``after``."""
    start = TEXT.index(quote, TEXT.index(after))
    return span_of(TEXT, start, start + len(quote))


def _mention(name: str, printed: str, role: str, statement: str, collective: bool = False) -> UnitMention:
    return UnitMention(name, printed, role, collective, at(printed, statement))


def _provisions() -> tuple[Provision, ...]:
    headings = (("front", "front", "", "根据"), ("1", "part", "一、", "一、主要任务"))
    items = (("1.1", "1.", "1.建设中心粮库。"), ("1.2", "2.", "2.管好存粮。"), ("1.3", "3.", "3.办好粮油展会。"))
    rows = [*headings, *((i, "item", number, heading) for i, number, heading in items)]
    starts = [TEXT.index(heading) for *_, heading in rows]
    ends = [*starts[1:], TEXT.index(STATEMENT_ROOT)]
    root = Provision("", "document", "", "", None, 0, starts[0], len(TEXT), span_of(TEXT, 0, starts[0]), starts[0])
    rest = (
        Provision(
            row[0],
            row[1],
            row[2],
            row[3].removeprefix(row[2]).rstrip("。") if row[2] else "",
            "1" if row[1] == "item" else "",
            start,
            end,
            end if row[0] != "1" else ends[-1],
            span_of(TEXT, start, start + (len(row[3]) if row[2] else 0)),
            start + (len(row[3]) if row[2] else 0),
        )
        for row, start, end in zip(rows, starts, ends, strict=True)
    )
    return (root, *rest)


def _assignments() -> tuple[Assignment, ...]:
    first = (
        _mention("县粮食局", "县粮食局", "lead", STATEMENT_1),
        _mention("县财政局", "财政局", "participate", STATEMENT_1),
        _mention("各镇（街道）", "各镇（街道）", "participate", STATEMENT_1, collective=True),
        _mention("市粮食局", "市粮食局", "guide", STATEMENT_1),
    )
    second = (
        _mention("县粮食局", "县粮食", "responsible", STATEMENT_2),
        _mention("县统计局", "县统计局", "responsible", STATEMENT_2),
    )
    root = (_mention("县粮食局", "县粮食局", "responsible", STATEMENT_ROOT),)
    due = date(2024, 6, 30)
    return (
        Assignment("1.1", "1.建设中心粮库。", at(STATEMENT_1), first, False, None, None, "unit_label"),
        Assignment("1.2", "2.管好存粮。", at(STATEMENT_2), second, True, due, "2024年6月底前", "unit_label", 0.8),
        Assignment("", "", at(STATEMENT_ROOT), root, False, None, None, "prose", 0.5),
    )


def make_document() -> ParsedDocument:
    """The plan."""
    provisions = _provisions()
    assignments = _assignments()
    given = {a.provision: a for a in assignments}
    tasks = tuple(
        Task(
            p.id,
            p.title,
            given[p.id].units if p.id in given else (),
            p.id == "1.2",
            trimmed_span(TEXT, p.start, p.own_end),
        )
        for p in provisions
        if p.level == "item"
    )
    reserve = "示例省粮食储备条例"
    return ParsedDocument(
        info=DocumentInfo(
            id="sample",
            title="示例县粮食安全“十四五”规划",
            number="示粮发〔2021〕3号",
            issuer="示例县粮食局、示例县财政局",
            issued=date(2021, 12, 1),
            addressees=("各镇人民政府",),
            based_on=("示例省粮食安全规划",),
            place="示例县",
            level="county",
            period=(2021, 2025),
        ),
        outline=Outline(TEXT, provisions),
        tasks=tasks,
        assignments=assignments,
        actions=(Action("1.1", at("建成中心粮库"), "action_verb"),),
        citations=(
            Citation("front", "示例省粮食安全规划", None, None, "based_on", at("《示例省粮食安全规划》"), "title"),
            Citation("front", "示例县粮食安全“十四五”规划", None, None, "self", at("本规划"), "self"),
            Citation("1.1", reserve, "第三条", "示粮〔2020〕9号", "cites", at("《示例省粮食储备条例》"), "title"),
            Citation("1.2", reserve, None, None, "based_on", at("《示例省粮食储备条例》", "2.管"), "title"),
        ),
        figures=(Figure("1.1", "仓容", 50000.0, "吨", ">=", "target", "2023年底", at("仓容达到5万吨"), "reach"),),
        deadlines=(
            Deadline(
                "1.1", "建成中心粮库", date(2023, 12, 31), "2023年底前", "year", False, False, at("2023年底前"), "by"
            ),
        ),
        deliverables=(Deliverable("1.1", "中心粮库", "base", at("中心粮库"), "noun"),),
    )


def make_registry() -> Registry:
    """The county's grain bureau with a name of every kind, under its county government."""
    government = Unit("示例县/政府", "县政府", "示例县", "county", "government", False, (Alias("县政府", "printed"),))
    names = (
        Alias("县粮食局", "printed"),
        Alias("示例县粮食局", "full"),
        Alias("粮食局", "short"),
        Alias("粮食部门", "colloquial"),
        Alias("县粮油管理局", "former", "2019-03-01"),
        Alias("县粮食", "slip"),
    )
    grain = Unit("示例县/粮食", "县粮食局", "示例县", "county", "department", False, names, government.key)
    return Registry((government, grain))


@pytest.fixture(scope="session")
def sample() -> Sample:
    """The plan, built once for all tests of the graph; nobody changes it."""
    document, registry = make_document(), make_registry()
    identifiers = Identifiers("https://w3id.org/zeren/id/")
    dataset = dataset_of(build_nquads([document], registry, identifiers))
    return Sample(document, registry, identifiers, dataset, GraphStore(dataset))


@pytest.fixture
def other_document() -> ParsedDocument:
    """The same plan under another id and title, without facts of its own."""
    document = make_document()
    info = replace(document.info, id="other", title="示例省粮食安全规划", based_on=(), period=None)
    return replace(document, info=info, citations=(), assignments=(), deadlines=(), figures=())
