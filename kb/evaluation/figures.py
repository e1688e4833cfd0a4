"""The figures of a run, as counts; shares and intervals follow from them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kb.evaluation.intervals import wilson
from kb.evaluation.scoring import Outcome


@dataclass(frozen=True)
class Ratio:
    """``part`` of ``total``."""

    part: int
    total: int

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None of nothing."""
        return self.part / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % Wilson interval of the share; None of nothing."""
        return wilson(self.part, self.total) if self.total else None


@dataclass(frozen=True)
class Figures:
    """What a run amounts to.

    ``correct`` and ``by_type``: right of all. ``grounded``: proved, of the right answers to questions that name a proof.
    ``abstain``: refused, of those to be refused. ``false_abstain``: refused, of those to be answered.
    ``misquoting``: answers with a quote that does not stand in its document.
    """

    correct: Ratio
    by_type: Mapping[str, Ratio]
    grounded: Ratio
    abstain: Ratio
    false_abstain: Ratio
    misquoting: int


# Of the ratios over all types: field and what it is called.
RATIOS = {
    "correct": "答对",
    "grounded": "答对且引文为证",
    "abstain": "应拒答的拒答",
    "false_abstain": "不应拒答的拒答",
}


def figures_of(outcomes: Sequence[Outcome]) -> Figures:
    """The figures of the outcomes."""
    answerable = [outcome for outcome in outcomes if outcome.answerable]
    types = sorted({outcome.type for outcome in outcomes})
    return Figures(
        correct=_right(outcomes),
        by_type={kind: _right([outcome for outcome in outcomes if outcome.type == kind]) for kind in types},
        grounded=_ratio(o.grounded for o in answerable if not o.wrong and o.grounded is not None),
        abstain=_ratio(outcome.abstained for outcome in outcomes if not outcome.answerable),
        false_abstain=_ratio(outcome.abstained for outcome in answerable),
        misquoting=sum(not outcome.verbatim for outcome in outcomes),
    )


def _right(outcomes: Iterable[Outcome]) -> Ratio:
    return _ratio(not outcome.wrong for outcome in outcomes)


def _ratio(hits: Iterable[bool | None]) -> Ratio:
    counted = [bool(hit) for hit in hits]
    return Ratio(sum(counted), len(counted))


def figures_dict(figures: Figures) -> dict[str, Any]:
    """The figures as a JSON object; shares and interval ends with four decimals."""
    return {
        **{name: _ratio_dict(getattr(figures, name)) for name in RATIOS},
        "answers_with_a_quote_not_in_the_source": figures.misquoting,
        "by_type": {kind: _ratio_dict(ratio) for kind, ratio in figures.by_type.items()},
    }


def _ratio_dict(ratio: Ratio) -> dict[str, Any]:
    low, high = ratio.interval or (None, None)
    shares = {"share": ratio.share, "low": low, "high": high}
    rounded = {name: None if share is None else round(share, 4) for name, share in shares.items()}
    return {"part": ratio.part, "total": ratio.total, **rounded}


def figures_from(data: Mapping[str, Any]) -> Figures:
    """The figures that :func:`figures_dict` wrote.

    :raises KeyError, TypeError: it is no such object.
    """
    return Figures(
        **{name: _ratio_from(data[name]) for name in RATIOS},
        by_type={kind: _ratio_from(ratio) for kind, ratio in data["by_type"].items()},
        misquoting=int(data["answers_with_a_quote_not_in_the_source"]),
    )


def _ratio_from(data: Mapping[str, Any]) -> Ratio:
    return Ratio(int(data["part"]), int(data["total"]))
