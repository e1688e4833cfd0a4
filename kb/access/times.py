"""Instants as they are written in the files: UTC, ISO 8601, whole seconds."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present second."""
    return datetime.now(UTC).replace(microsecond=0)


def written(instant: datetime) -> str:
    """
    >>> written(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    '2026-01-02T03:04:05Z'
    """
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def instant(text: str) -> datetime:
    """:raises ValueError: not written so."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
