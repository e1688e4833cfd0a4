"""Turns that ask nothing of the documents: greetings, checks, and the housekeeping prompts of chat programs."""

import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from kb.rules import Rule, load_rules, load_yaml

_FILE = Path(__file__).parent / "asides.yaml"
# What is longer is a prompt around pasted text, known by how it begins and ends.
_BEGINNING, _END = 2_000, 500
# The user's own words stand at the end of such a prompt; patterns over more would take long.
_QUOTED_WITHIN = 20_000
_TITLE_CHARS = 20


class Aside:
    """A turn that one of the rules knows."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self.id = rule.id

    @property
    def is_wrapping(self) -> bool:
        """Whether the turn is a question with a prompt around it."""
        return bool(self._rule.extra.get("wraps"))

    @property
    def forgets(self) -> bool:
        """Whether the user asks to begin anew."""
        return bool(self._rule.extra.get("forgets"))

    @property
    def needs_follow_ups(self) -> bool:
        """Whether the reply lists questions to go on with."""
        return "follow_ups" in str(self._rule.extra.get("json", ""))

    def question_in(self, said: str) -> str | None:
        """The user's own words within a prompt of a chat program, the last ones; None where there are none."""
        found = [match for pattern in _quoting() for match in pattern.findall(said[-_QUOTED_WITHIN:])]
        return found[-1].strip() if found and found[-1].strip() else None

    def text(self, asked: str, history: Sequence[str], follow_ups: Sequence[str]) -> str:
        """The reply: ``asked`` is what the talk is about, ``history`` all that was asked."""
        topic = asked[:_TITLE_CHARS] or "责任问答"
        known: dict[str, Any] = {
            "{topic}": topic,
            "{history}": "；".join(history) or topic,
            "{follow_ups}": list(follow_ups),
        }
        if "json" in self._rule.extra:
            return json.dumps(
                {k: known.get(str(v), v) for k, v in self._rule.extra["json"].items()}, ensure_ascii=False
            )
        text = str(self._rule.extra["text"])
        return str(known.get(text, text))


def aside_of(said: str) -> Aside | None:
    """The aside that ``said`` is; None where it asks something."""
    looked_at = said.strip()
    if len(looked_at) > _BEGINNING + _END:
        looked_at = f"{looked_at[:_BEGINNING]}\n{looked_at[-_END:]}"
    return next((Aside(rule) for rule in load_rules(_FILE) if rule.fires(looked_at)), None)


@cache
def _quoting() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.S) for pattern in load_yaml(_FILE)["quoting"])
