"""A run kept in a file, and what changed since.

The file holds no time and no date: the same questions and answers give the same bytes.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from kb.errors import InputError, reason_of
from kb.evaluation.figures import RATIOS, Figures, figures_dict, figures_from
from kb.evaluation.report import Report, percent

_WORDS = {True: "right", False: "wrong"}
_RIGHT = {word: right for right, word in _WORDS.items()}


@dataclass(frozen=True)
class SavedRun:
    """``digest`` of the question file, question id → right, and the figures."""

    digest: str
    right: Mapping[str, bool]
    figures: Figures


@dataclass(frozen=True)
class Comparison:
    """Two runs side by side; question ids in the order of the run they stand in.

    ``broken`` were right and are wrong, ``mended`` the reverse; ``added`` and ``removed`` were asked in one run only.
    """

    before: SavedRun
    after: SavedRun
    broken: tuple[str, ...]
    mended: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def same_questions(self) -> bool:
        """Whether both runs read the same file."""
        return self.before.digest == self.after.digest

    @property
    def regressed(self) -> bool:
        """Whether a right answer was lost, or more answers misquote."""
        return bool(self.broken) or self.after.figures.misquoting > self.before.figures.misquoting


def saved_run(report: Report, digest: str) -> SavedRun:
    """What is kept of a run on the question file with this digest."""
    return SavedRun(digest, {outcome.id: not outcome.wrong for outcome in report.outcomes}, report.figures)


def compare(before: SavedRun, after: SavedRun) -> Comparison:
    """What changed from one run to the other.

    :raises InputError: they have no question in common.
    """
    common = [name for name in after.right if name in before.right]
    if not common:
        raise InputError("两次评测没有相同的问题，无从比较；请换用同一个问题文件存下的结果。")
    return Comparison(
        before,
        after,
        broken=tuple(name for name in common if before.right[name] and not after.right[name]),
        mended=tuple(name for name in common if after.right[name] and not before.right[name]),
        added=tuple(name for name in after.right if name not in before.right),
        removed=tuple(name for name in before.right if name not in after.right),
    )


def write_run(run: SavedRun, path: Path) -> None:
    """Keep the run in a file.

    :raises InputError: the file cannot be written.
    """
    answers = {name: _WORDS[right] for name, right in run.right.items()}
    write_json({"questions_sha256": run.digest, "figures": figures_dict(run.figures), "answers": answers}, path)


def write_json(data: Mapping[str, object], path: Path) -> None:
    """Write a JSON object for people and version control: one entry a line, Chinese as it is.

    :raises InputError: the file cannot be written.
    """
    try:
        path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"写不了 {path}（{reason_of(error)}）；请换一个可写的位置。") from error


def read_run(path: Path) -> SavedRun:
    """The run kept in a file.

    :raises InputError: the file cannot be read or holds no run.
    """
    try:
        data = json.loads(path.read_bytes())
        right = {name: _RIGHT[word] for name, word in data["answers"].items()}
        return SavedRun(str(data["questions_sha256"]), right, figures_from(data["figures"]))
    except OSError as error:
        raise InputError(
            f"存下的评测结果读不到：{path}（{reason_of(error)}）；请检查路径，或用 --save 存一次。"
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(f"{path} 不是 --save 存下的评测结果；请用 --save 重新存一次。") from error


def print_comparison(console: Console, comparison: Comparison) -> None:
    """Show what changed."""
    if not comparison.same_questions:
        console.print("问题文件与存下的结果所用的不同，只比较两次都有的问题。")
    console.print(_figures_table(comparison.before.figures, comparison.after.figures))
    _print_ids(console, "变错", comparison.broken)
    _print_ids(console, "变对", comparison.mended)
    _print_ids(console, "新增", comparison.added)
    _print_ids(console, "不再有", comparison.removed)
    console.print("有退步：答对的变错了，或引文不在原文里的回答多了。" if comparison.regressed else "没有退步。")


def _print_ids(console: Console, label: str, names: Iterable[str]) -> None:
    listed = tuple(names)
    if listed:
        console.print(f"{label} {len(listed)} 题：{'、'.join(listed)}")


def _figures_table(before: Figures, after: Figures) -> Table:
    table = Table("", title="与存下的结果相比", title_justify="left")
    for column in ("之前", "现在"):
        table.add_column(column, justify="right")
    for name, label in RATIOS.items():
        table.add_row(label, percent(getattr(before, name)), percent(getattr(after, name)))
    table.add_row("引文不在原文里的回答", str(before.misquoting), str(after.misquoting))
    return table
