"""The record of what was changed, by whom and from where: one JSON line each in ``<data_dir>/audit.jsonl``.

It never holds a key or what people asked: nothing that callers hand over comes from either.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kb.access.files import append_json, read_json_lines
from kb.access.times import now, written

AUDIT_FILE = "audit.jsonl"
COLUMNS = ("time", "who", "role", "address", "action", "target", "result", "detail")
DONE, REFUSED, FAILED = "done", "refused", "failed"
# What a client chose (a title, a path) is kept to this length.
_LONGEST = 200


@dataclass(frozen=True)
class Actor:
    """Who does something: the name and role of a key ("" without one), and the address it came from."""

    who: str
    role: str
    address: str


@dataclass(frozen=True)
class Audit:
    """The record of one data directory, as one actor writes it."""

    path: Path
    actor: Actor

    def by(self, actor: Actor) -> "Audit":
        """The same record, written by ``actor``."""
        return replace(self, actor=actor)

    def record(self, action: str, target: str = "", result: str = DONE, **detail: str | int | None) -> None:
        """Append a line, and return when it is on the disk: call it from a thread, not from the event loop.

        ``action`` is a verb of the API (upload, publish, replace, remove, key-add, …), ``target`` what it was done
        to, ``result`` done, refused or failed, ``detail`` such as sha256.

        :raises StorageError: it cannot be written.
        """
        row = {
            "time": written(now()),
            "who": self.actor.who,
            "role": self.actor.role,
            "address": self.actor.address,
            "action": action,
            "target": target[:_LONGEST],
            "result": result,
            "detail": {name: value[:_LONGEST] if isinstance(value, str) else value for name, value in detail.items()},
        }
        append_json(self.path, row)

    def rows(self) -> list[dict[str, Any]]:
        """All lines, newest first. :raises StorageError: the file cannot be read."""
        return read_json_lines(self.path)[::-1]


def audit_of(data_dir: Path, actor: Actor) -> Audit:
    """The record of ``data_dir``."""
    return Audit(data_dir / AUDIT_FILE, actor)
