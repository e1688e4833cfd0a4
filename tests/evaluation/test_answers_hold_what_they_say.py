"""Over all frozen questions and some more: what an answer says stands in its fields, and its queries give its facts again."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import Literal, QuerySolutions, RdfFormat, Store

from kb.evaluation import EvalQuestion, load_questions
from kb.graph.store import GraphStore, to_nquads
from kb.qa.answering import Answerer
from kb.qa.explaining import HEADING
from kb.qa.knowledge import Knowledge
from kb.qa.models import COUNT, Answer, Question
from tests.evaluation.facts_in_text import Names, names_of, unbacked

FILES = sorted(Path(__file__).parent.glob("*questions.jsonl"))
_FIRST_PLAN = "gaoqing-safety-14th-five-year-plan"
# Enough of an intent to meet its branches, few enough to be quick.
_MOST_OF_INTENT = 8

# Answers that name more than they are asked for, and that the frozen questions do not meet.
_MORE = (
    "哪个局的任务最多",
    "谁牵头的最多",
    "平台建设谁负责",
    "县公安局、县司法局各牵头哪些任务",
    "县财政局跟消防领域有关系吗",
    "消防领域、燃气行业、工贸行业、园区安全的责任单位分别是谁",
    "校车由谁管？县公安局和谁搭伙？",
)

Asked = tuple[EvalQuestion, Answer]
Row = Mapping[str, str]


@pytest.fixture(scope="session")
def asked(plans_answerer: Answerer) -> list[Asked]:
    """The frozen questions with their answers."""
    frozen = [question for path in FILES for question in load_questions(path)]
    questions = [*frozen, *(replace(frozen[0], id=text, question=text, history=()) for text in _MORE)]
    return [(question, _answer(plans_answerer, question)) for question in questions]


def _answer(answerer: Answerer, question: EvalQuestion) -> Answer:
    documents = (question.document or _FIRST_PLAN,)
    return answerer.ask(Question(question.question, tuple(question.history), documents, explain=True))


@pytest.fixture(scope="session")
def names(evaluation_knowledge: Knowledge) -> Names:
    """What may be named over the plans."""
    return names_of(evaluation_knowledge)


@pytest.fixture(scope="session")
def store(evaluation_knowledge: Knowledge) -> Store:
    """The same graph in the engine of /sparql: what is explained must hold there."""
    assert isinstance(evaluation_knowledge.store, GraphStore)
    store = Store()
    store.bulk_load(to_nquads(evaluation_knowledge.store.dataset), RdfFormat.N_QUADS)
    return store


def test_every_fact_in_the_text_stands_in_the_fields(asked: list[Asked], names: Names) -> None:
    found = {
        f"{question.id} {question.question}": missing
        for question, answer in asked
        if (missing := unbacked(answer, (question.question, *question.history), names))
    }
    assert found == {}
    assert len(asked) == 1110 + len(_MORE)


def test_the_queries_of_an_explanation_give_its_facts_again(
    asked: list[Asked], evaluation_knowledge: Knowledge, store: Store
) -> None:
    found = {}
    sample = list(_sample(asked))
    for question, answer in sample:
        rows = list(_rows(store, answer.sparql))
        if missing := _missing(answer, rows, evaluation_knowledge):
            found[f"{question.id} {question.question}"] = missing
    assert found == {}
    # of nearly every intent, and of questions with several parts
    assert len({answer.rule for _, answer in sample if "+" not in answer.rule}) >= 40
    assert sum("+" in answer.rule for _, answer in sample) >= 15
    assert len(sample) >= 200


def _sample(asked: list[Asked]) -> Iterator[Asked]:
    """The first questions of each intent, and of each mixture of intents."""
    seen: Counter[str] = Counter()
    for question, answer in asked:
        seen[answer.rule] += 1
        if answer.rule and seen[answer.rule] <= _MOST_OF_INTENT:
            yield question, answer


def _rows(store: Store, sparql: str) -> Iterator[Row]:
    """The rows of all queries of an explanation, each run by itself."""
    for query in sparql.split(HEADING)[1:]:
        solutions = store.query(HEADING + query, use_default_graph_as_union=True)
        assert isinstance(solutions, QuerySolutions)
        variables = [variable.value for variable in solutions.variables]
        for solution in solutions:
            terms = zip(variables, solution, strict=True)
            yield {v: t.value if isinstance(t, Literal) else str(t).strip("<>") for v, t in terms if t is not None}


def _missing(answer: Answer, rows: list[Row], knowledge: Knowledge) -> list[str]:
    """The facts of an answer that no row holds; times that are in no deadline of the graph are read off the quote."""
    of_graph = {(row.date, row.wording) for row in knowledge.deadlines}
    wanted = [("unit", unit.iri) for unit in answer.units if unit.iri]
    wanted += [("task", task.iri) for task in answer.tasks]
    wanted += [("cited", regulation.iri) for regulation in answer.regulations]
    wanted += [("title", deliverable.name) for deliverable in answer.deliverables]
    wanted += [("value", value.value) for value in answer.values if value.kind not in (COUNT, "") and value.value]
    wanted += [("wording", d.text) for d in answer.deadlines if (d.date, d.text) in of_graph]
    held = {(variable, value) for row in rows for variable, value in row.items()}
    return [f"{variable} {value}" for variable, value in wanted if (variable, value) not in held]
