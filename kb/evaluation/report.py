"""What a run found: as a JSON object and as tables on the console."""

import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rich.console import Console
from rich.table import Table

from kb.evaluation.figures import RATIOS, Figures, Ratio, figures_dict, figures_of
from kb.evaluation.questions import EvalQuestion
from kb.evaluation.scoring import Outcome


@dataclass(frozen=True)
class Report:
    """Questions and their outcomes in the same order, and how long each answer took (milliseconds)."""

    questions: tuple[EvalQuestion, ...]
    outcomes: tuple[Outcome, ...]
    latencies_ms: tuple[float, ...]

    @cached_property
    def figures(self) -> Figures:
        """The figures of all outcomes."""
        return figures_of(self.outcomes)

    @cached_property
    def failures(self) -> tuple[tuple[EvalQuestion, tuple[str, ...]], ...]:
        """The questions with something amiss, and what."""
        pairs = zip(self.questions, map(faults, self.outcomes), strict=True)
        return tuple((question, found) for question, found in pairs if found)


def faults(outcome: Outcome) -> tuple[str, ...]:
    """What is amiss with an answer, in words: wrong, not proved, misquoted."""
    unproved = outcome.answerable and not outcome.wrong and outcome.grounded is False
    return (
        *outcome.wrong,
        *(["引文没有盖住应引的原文"] if unproved else []),
        *([] if outcome.verbatim else ["引文不在原文里"]),
    )


def as_dict(report: Report) -> dict[str, Any]:
    """The figures and the failures as a JSON object; without times, so that the same answers give the same bytes."""
    failures = [
        {"id": question.id, "type": question.type, "question": question.question, "faults": list(found)}
        for question, found in report.failures
    ]
    return {"figures": figures_dict(report.figures), "failures": failures}


def print_report(console: Console, report: Report, *, failures: bool) -> None:
    """Show the figures, and the failures one by one if asked for."""
    figures = report.figures
    console.print(ratio_table("总体", {label: getattr(figures, name) for name, label in RATIOS.items()}.items()))
    console.print(ratio_table("按题型答对", figures.by_type.items()))
    console.print(f"引文不在原文里的回答：{figures.misquoting}")
    console.print(f"用时：p50 {_p50(report):.1f} 毫秒，p95 {_p95(report):.1f} 毫秒")
    for question, found in report.failures if failures else ():
        turns = " → ".join((*question.history, question.question))
        console.print(f"{question.id} {question.type}：{turns}\n    {'；'.join(found)}")


def ratio_table(title: str, rows: Iterable[tuple[str, Ratio]]) -> Table:
    """A table of named ratios with their intervals."""
    table = Table("", title=title, title_justify="left")
    for column in ("题数", "比例", "95% 区间"):
        table.add_column(column, justify="right")
    for name, ratio in rows:
        table.add_row(name, f"{ratio.part}/{ratio.total}", percent(ratio), _interval(ratio))
    return table


def percent(ratio: Ratio) -> str:
    """The share as people read it; a dash of nothing."""
    return "—" if ratio.share is None else f"{ratio.share:.1%}"


def _interval(ratio: Ratio) -> str:
    return f"{ratio.interval[0]:.1%}–{ratio.interval[1]:.1%}" if ratio.interval else "—"


def _p50(report: Report) -> float:
    return statistics.median(report.latencies_ms)


def _p95(report: Report) -> float:
    return sorted(report.latencies_ms)[int(len(report.latencies_ms) * 0.95)]
