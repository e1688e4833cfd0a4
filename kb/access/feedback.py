"""What people say of answers: one JSON line each in ``<data_dir>/feedback.jsonl``."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kb.access.files import append_json, read_json_lines
from kb.access.times import now, written

FEEDBACK_FILE = "feedback.jsonl"
COLUMNS = ("time", "who", "verdict", "question", "comment", "intent", "snapshot")


@dataclass(frozen=True)
class Opinion:
    """What one person says of one answer; ``who`` is the name of a key, "" without one."""

    who: str
    verdict: str
    question: str
    comment: str
    intent: str
    snapshot: str


def save_opinion(data_dir: Path, opinion: Opinion) -> None:
    """:raises StorageError: it cannot be written."""
    append_json(data_dir / FEEDBACK_FILE, {"time": written(now()), **asdict(opinion)})


def opinions(data_dir: Path) -> list[dict[str, Any]]:
    """All of them, newest first. :raises StorageError: the file cannot be read."""
    return read_json_lines(data_dir / FEEDBACK_FILE)[::-1]
