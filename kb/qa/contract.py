"""An answer as the JSON object of the ask contract."""

from dataclasses import asdict
from typing import Any

from kb.qa.models import Answer, AnsweredTask


def as_contract(answer: Answer, took_ms: float, *, explain: bool = False) -> dict[str, Any]:
    """The ask contract; only ``took_ms`` differs between two answers to the same question on the same snapshot."""
    body: dict[str, Any] = {
        "status": answer.status,
        "reason": answer.reason,
        "answer": answer.answer,
        "intent": answer.intent,
        "confidence": round(answer.confidence, 3),
        "units": [asdict(unit) for unit in answer.units],
        "tasks": [_task(task) for task in answer.tasks],
        "values": [asdict(value) for value in answer.values],
        "regulations": [asdict(regulation) for regulation in answer.regulations],
        "deadlines": [asdict(deadline) for deadline in answer.deadlines],
        "deliverables": [asdict(deliverable) for deliverable in answer.deliverables],
        "yes_no": answer.yes_no,
        "count": answer.count,
        "citations": [asdict(cited) for cited in answer.citations],
        "follow_ups": list(answer.follow_ups),
        "snapshot": answer.snapshot,
        "took_ms": round(took_ms, 1),
    }
    if explain:
        body["explanation"] = {
            "entities": [asdict(entity) for entity in answer.entities],
            "rule": answer.rule,
            "sparql": answer.sparql,
            "retrieval": [{**asdict(hit), "parts": dict(hit.parts)} for hit in answer.retrieval],
        }
    return body


def _task(task: AnsweredTask) -> dict[str, Any]:
    """A task; its basis is told where it is not the text."""
    body = asdict(task)
    if task.basis == "stated":
        del body["basis"]
    return body
