"""Asking every question of a set, one after the other."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kb.errors import InputError
from kb.evaluation.questions import EvalQuestion
from kb.evaluation.report import Report
from kb.evaluation.scoring import score

# Question, earlier turns (oldest first), document ids (none: all) → a JSON object of the ask contract.
Ask = Callable[[str, tuple[str, ...], tuple[str, ...]], Mapping[str, Any]]


def evaluate(questions: Sequence[EvalQuestion], ask: Ask, texts: Mapping[str, str]) -> Report:
    """Ask all questions in order and score the answers.

    One at a time, so that the times are those of a single user. A question that ``ask`` turns down with an
    :class:`InputError` counts as refused with status invalid.

    :param texts: document id → canonical text, for all documents that answers may quote.
    :raises InputError: there is no question, or one asks about a document that is not in ``texts``.
    """
    if not questions:
        raise InputError("没有要评测的问题；请给出至少一个。")
    _check_documents(questions, texts)
    outcomes, latencies = [], []
    for question in questions:
        started = time.perf_counter()
        answer = _answer(question, ask)
        latencies.append((time.perf_counter() - started) * 1e3)
        outcomes.append(score(question, answer, texts))
    return Report(tuple(questions), tuple(outcomes), tuple(latencies))


def _answer(question: EvalQuestion, ask: Ask) -> Mapping[str, Any]:
    documents = () if question.document is None else (question.document,)
    try:
        return ask(question.question, question.history, documents)
    except InputError as error:
        return {"status": "invalid", "answer": str(error)}


def _check_documents(questions: Sequence[EvalQuestion], texts: Mapping[str, str]) -> None:
    for question in questions:
        if question.document is not None and question.document not in texts:
            known = "、".join(sorted(texts)) or "（无）"
            raise InputError(f"问题 {question.id} 限定的文件 {question.document} 不在快照里；现有 {known}。")
