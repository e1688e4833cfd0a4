"""Paths of the pages that people open; a channel that links to one puts the setting ``public_url`` before it."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode


def document_path(document: str) -> str:
    """The page of a document."""
    return f"/documents/{quote(document)}"


def place_path(place: Mapping[str, Any]) -> str:
    """The page of the document of ``place`` with its characters marked."""
    return f"{document_path(place['document'])}?start={place['start']}&end={place['end']}#cited"


def task_path(document: str, task_id: str) -> str:
    """The page of a task."""
    return f"/tasks/{quote(document)}/{quote(task_id)}"


def unit_path(unit_id: str) -> str:
    """The page of a unit; ``unit_id`` is place/name."""
    return f"/units/{quote(unit_id)}"


def ask_path(question: str, history: Sequence[str] = ()) -> str:
    """The page that answers a question asked after the turns of ``history``."""
    return f"/?{urlencode({'q': question, 'h': list(history)}, doseq=True)}"
