"""What a provision is for: front, review, situation, principle, goal, roster or task."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from kb.models import Outline, Provision
from kb.rules import load_rules

_DATA = Path(__file__).with_name("purposes.yaml")
# Under a heading of these everything is told, not ordered, whatever a lower heading says (（二）主要任务完成情况).
_TELLING = ("roster", "review", "situation")
# Item titles name matters (加强目标管理), not purposes.
_HEADS = ("annex", "part", "section")


@cache
def _of_title(title: str) -> str | None:
    return next((str(rule.extra["purpose"]) for rule in load_rules(_DATA) if rule.pattern.search(title)), None)


def purpose_of(outline: Outline, provision: Provision) -> str:
    """The purpose of ``provision``: from the nearest heading that tells one, itself included; ``task`` if none does."""
    if provision.level in ("front", "document") or (not provision.listed and not provision.parent):
        return "front"
    told = [purpose for head in _heads(outline, provision) if (purpose := _of_title(head.title))]
    if told and told[-1] in _TELLING and told[0] not in _TELLING:
        return told[-1]
    return told[0] if told else "task"


def _heads(outline: Outline, provision: Provision) -> Iterator[Provision]:
    current: Provision | None = provision
    while current is not None and current.id:
        if current.level in _HEADS:
            yield current
        current = outline.by_id(current.parent) if current.parent else None
