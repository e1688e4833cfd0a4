"""An answer as the JSON object of the ask contract."""

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
        "units": [_flat(unit) for unit in answer.units],
        "tasks": [_task(task) for task in answer.tasks],
        "values": [_flat(value) for value in answer.values],
        "regulations": [_flat(regulation) for regulation in answer.regulations],
        "deadlines": [_flat(deadline) for deadline in answer.deadlines],
        "deliverables": [_flat(deliverable) for deliverable in answer.deliverables],
        "yes_no": answer.yes_no,
        "count": answer.count,
        "citations": [_flat(cited) for cited in answer.citations],
        "follow_ups": list(answer.follow_ups),
        "snapshot": answer.snapshot,
        "took_ms": round(took_ms, 1),
    }
    if explain:
        body["explanation"] = {
            "entities": [_flat(entity) for entity in answer.entities],
            "rule": answer.rule,
            "sparql": answer.sparql,
            "retrieval": [{**_flat(hit), "parts": dict(hit.parts)} for hit in answer.retrieval],
        }
    return body


def _task(task: AnsweredTask) -> dict[str, Any]:
    """A task; its basis is told where it is not the text."""
    body = _flat(task)
    if task.basis == "stated":
        del body["basis"]
    return body


def _flat(value: object) -> dict[str, Any]:
    """The fields of a part of an answer, none of which holds others; dataclasses.asdict would copy each string."""
    return dict(vars(value))
