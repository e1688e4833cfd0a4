"""What can go wrong, as one base class and few children.

A message says what is wrong, where, and what to do. ``status`` is the HTTP status the API answers with; it is
read from the class by the one exception handler in ``api.app``.
"""


class ZerenError(Exception):
    """Base of every error Zeren raises on purpose."""

    status: int = 500


class InputError(ZerenError):
    """A document, question or argument that cannot be used (exit code 2)."""

    status = 422


class NotFoundError(ZerenError):
    """A named thing (document, unit, snapshot) does not exist."""

    status = 404


class RuleError(ZerenError):
    """A data file (patterns, lexicon, intents, ontology) is malformed."""


class SnapshotError(ZerenError):
    """A snapshot is missing, damaged or of another version."""

    status = 503
