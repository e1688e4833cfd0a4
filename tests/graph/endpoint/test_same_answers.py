"""What is read from an endpoint is what is read from the snapshot's own file: rows and their order, answers, pages, tables."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from kb import opening, opening_graph
from kb.exports.material import Material
from kb.graph.competency import load_competency_queries
from kb.graph.linked_data import LinkedData
from kb.graph.ontology import ONTOLOGY_FILE, load_ontology
from kb.graph.store import QUERIES_DIR, GraphStore
from kb.qa.answering import Answerer
from kb.qa.contract import as_contract
from kb.qa.knowledge import Knowledge
from kb.qa.models import Question
from kb.settings import Settings
from kb.snapshot import open_current

BOUND = {"led_tasks": "unit", "tasks_of_unit": "unit", "units_of_task": "task"}
NAMED = [path.stem for path in sorted(QUERIES_DIR.glob("*.rq")) if path.stem not in BOUND]
QUESTIONS = [
    "谁负责消防领域整治？",
    "消防领域由谁牵头？",
    "安全风险监测预警工程由哪些单位牵头？",
    "县应急局牵头哪些任务？",
    "县应急局负责哪些工作？",
    "县市场监管局配合哪些任务？",
    "县消防救援大队负责电力安全吗？",
    "安监局负责什么？",
    "县应急局和县市场监管局共同承担哪些任务？",
    "2023年有哪些任务到期？",
    "安全总监什么时候配齐？",
    "规划期到哪一年？",
    "有哪些指标？",
    "道路交通万车死亡率的目标是多少？",
    "规划依据哪些文件？",
    "哪些任务引用了《山东省安全生产举报奖励办法》？",
    "要建设哪些平台？",
    "城市建设领域要建成什么？",
    "消防领域有哪些举措？",
    "哪些任务没有牵头单位？",
    "一共有多少项任务？",
    "哪些任务由集体责任主体承担？",
]


@pytest.fixture(scope="module")
def local(built: Settings) -> GraphStore:
    return opening_graph.open_graph(open_current(built.snapshot_dir), built)


@pytest.fixture(scope="module")
def store(remote: Settings) -> GraphStore:
    return opening_graph.open_graph(open_current(remote.snapshot_dir), remote)


@pytest.fixture(scope="module")
def known(remote: Settings) -> Knowledge:
    return opening.open_knowledge(remote)


@pytest.mark.parametrize("name", NAMED)
def test_named_query(local: GraphStore, store: GraphStore, name: str) -> None:
    assert store.select(name) == local.select(name)


@pytest.mark.parametrize("name", BOUND)
def test_named_query_of_each_unit_or_task(local: GraphStore, store: GraphStore, name: str) -> None:
    variable = BOUND[name]
    kind = {"unit": "TaskBearer", "task": "Task"}[variable]
    things = local.select(f"PREFIX zr: <https://w3id.org/zeren/ontology#> SELECT ?x {{ ?x a zr:{kind} }} ORDER BY ?x")
    assert len(things) > 20
    for thing in things:
        bound = {variable: thing["x"]}
        assert store.select(name, bound) == local.select(name, bound)


@pytest.mark.parametrize("query", load_competency_queries(), ids=lambda query: query.id)
def test_competency_query(local: GraphStore, store: GraphStore, query: Any) -> None:  # noqa: ANN401
    assert store.select(query.text) == local.select(query.text)


def test_questions(knowledge: Knowledge, known: Knowledge, built: Settings) -> None:
    answered = 0
    for question in QUESTIONS:
        ours, theirs = (_answer(of, question, built) for of in (knowledge, known))
        assert theirs == ours
        answered += ours["status"] == "answered"
    assert answered >= 18


def _answer(knowledge: Knowledge, question: str, settings: Settings) -> Mapping[str, Any]:
    return as_contract(Answerer(knowledge, settings.max_question_chars).ask(Question(question)), 0.0)


def test_tables(built: Settings, remote: Settings) -> None:
    ours: Material = opening.open_material(built)
    assert opening.open_material(remote) == ours


def test_linked_data(local: GraphStore, store: GraphStore, built: Settings) -> None:
    """Every seventh thing of the graph, its page and its RDF: flags, dates, decimals, language tags, graphs among them."""
    ontology = load_ontology(ONTOLOGY_FILE)
    ours, theirs = LinkedData(local, ontology), LinkedData(store, ontology)
    assert theirs.base == ours.base
    iris = set(re.findall(rf"<{ours.base}([^<>]+)>", opening_graph.read_graph(built).decode()))
    for path in [*sorted(iris)[::7], "graph/stated"]:
        assert theirs.known(path)
        assert theirs.resource(path) == ours.resource(path)
        assert theirs.quote(path) == ours.quote(path)
        assert theirs.document(path, "trig") == ours.document(path, "trig")
    assert not theirs.known("no/such thing")
    assert not theirs.known("nothing")
    assert theirs.reference == ours.reference
