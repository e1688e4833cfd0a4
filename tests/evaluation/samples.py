"""A question set in miniature, answers that are right, and an ask that gives prepared answers."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from kb.evaluation import Ask, EvalQuestion, Gold, GoldUnit

DOCUMENT = "plan"
TEXT = "3.消防领域。责任单位：县消防救援大队牵头，县公安局按职责分工负责。到2022年底，救援车达到5台。"
TEXTS = {DOCUMENT: TEXT}
STATEMENT = "县消防救援大队牵头，县公安局按职责分工负责"
LEAD = GoldUnit("县消防救援大队", "lead")
POLICE = GoldUnit("县公安局", "participate")

WHO = EvalQuestion(
    "q1", "消防谁管", "who_responsible", True, Gold(units=(LEAD, POLICE), tasks=("3.3.3",)), must_cite=(STATEMENT,)
)
DEADLINE = EvalQuestion(
    "q2", "何时完成", "deadline", True, Gold(values=("2022年底",), tasks=("3.3.3",)), must_cite=("到2022年底",)
)
SILENT = EvalQuestion("q3", "谁管航天", "unanswerable", False)
YES_NO = EvalQuestion("q4", "公安局负责吗", "is_unit_responsible", True, Gold(units=(POLICE,), yes_no=True))
QUESTIONS = (WHO, DEADLINE, SILENT, YES_NO)

ROW: dict[str, Any] = {"id": "q1", "question": "消防谁管", "type": "who_leads", "answerable": True, "gold": {}}


def answer_of(question: EvalQuestion) -> dict[str, Any]:
    """An answer of the ask contract that says what the question wants, and quotes what it must."""
    if not question.answerable:
        return {"status": "not_stated", "answer": "规划未载明。"}
    gold = question.gold
    return {
        "status": "answered",
        "answer": "",
        "units": [{"name": unit.name, "role": unit.role} for unit in gold.units],
        "tasks": [{"id": task} for task in gold.tasks],
        "values": [{"text": value} for value in gold.values],
        "regulations": [{"title": title} for title in gold.regulations],
        "yes_no": gold.yes_no,
        "count": gold.count,
        "citations": [{"document": DOCUMENT, "quote": span} for span in question.must_cite],
    }


def right_answers(questions: Sequence[EvalQuestion] = QUESTIONS) -> dict[str, Mapping[str, Any]]:
    """Question text → a right answer."""
    return {question.question: answer_of(question) for question in questions}


def asking(answers: Mapping[str, Mapping[str, Any]]) -> Ask:
    """An ask that looks the answer up."""
    return lambda question, history, documents: answers[question]


def changed(question: EvalQuestion, **gold: Any) -> EvalQuestion:  # noqa: ANN401 - the fields of Gold
    """The question with other required content."""
    return replace(question, gold=replace(question.gold, **gold))


def write_rows(path: Path, *rows: Mapping[str, Any]) -> Path:
    """A question file with these lines."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def row_of(question: EvalQuestion) -> dict[str, Any]:
    """The line of the question file that says this question."""
    gold = question.gold
    return {
        "id": question.id,
        "question": question.question,
        "history": list(question.history),
        "type": question.type,
        "answerable": question.answerable,
        "gold": {
            "units": [{"name": unit.name, "role": unit.role} for unit in gold.units],
            "tasks": list(gold.tasks),
            "values": [{"text": value} for value in gold.values],
            "regulations": list(gold.regulations),
            "yes_no": gold.yes_no,
            "count": gold.count,
        },
        "must_cite": list(question.must_cite),
        "document": question.document,
    }
