"""The values of the health check."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kb.models import Span

SEVERITIES = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place where a check fires, before it is worded.

    ``rule`` is the id of a class of the catalogue; ``values`` fill the blanks of its message; ``others`` are further
    places that belong to the same fault (the other wording, the baseline, the second task).
    """

    rule: str
    section: str
    span: Span
    values: Mapping[str, str] = field(default_factory=dict)
    others: tuple[tuple[str, Span], ...] = ()


@dataclass(frozen=True, slots=True)
class RelatedPlace:
    """A further place of a finding."""

    section: str
    span: Span


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of a plan. ``rule`` is its class in the catalogue, ``advice`` what to do; every span is verbatim.

    ``id`` depends on document, class, section and quotation, not on offsets: an edit elsewhere leaves it as it is.
    """

    id: str
    document: str
    rule: str
    label: str
    severity: str
    message: str
    advice: str
    section: str
    span: Span
    related: tuple[RelatedPlace, ...] = ()
