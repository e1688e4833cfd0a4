"""Saved runs and what changed since."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import InputError
from kb.evaluation import SavedRun, compare, evaluate, read_run, saved_run, write_run
from kb.evaluation.figures import figures_of
from kb.evaluation.scoring import Outcome
from tests.evaluation.samples import QUESTIONS, TEXTS, WHO, asking, right_answers


def _run(digest: str = "d", **right: bool) -> SavedRun:
    return _run_of(right, digest)


def _run_of(right: Mapping[str, bool], digest: str = "d") -> SavedRun:
    outcomes = [Outcome(name, "t", True, () if ok else ("x",), True, None, False) for name, ok in right.items()]
    return SavedRun(digest, right, figures_of(outcomes))


_RIGHT = st.dictionaries(st.sampled_from([f"q{n}" for n in range(12)]), st.booleans(), min_size=1)


def test_what_changed() -> None:
    before = _run("old", a=True, b=True, c=False, d=False, e=True)
    after = _run("new", f=False, d=True, c=False, b=False, a=True)
    comparison = compare(before, after)
    assert (comparison.broken, comparison.mended) == (("b",), ("d",))
    assert (comparison.added, comparison.removed) == (("f",), ("e",))
    assert not comparison.same_questions
    assert comparison.regressed


@pytest.mark.parametrize(
    ("before", "after", "regressed", "why"),
    [
        (_run(a=True), _run(a=True), False, "nothing changed"),
        (_run(a=True, b=False), _run(a=True, b=True), False, "better"),
        (_run(a=True, b=False), _run(a=False, b=True), True, "a gain does not pay for a loss"),
        (_run(a=True, b=True), _run(a=True), False, "a question no longer asked is not lost"),
        (_run(a=True), _run(a=True, b=False), False, "nor was a new one ever right"),
    ],
)
def test_regressed(before: SavedRun, after: SavedRun, regressed: bool, why: str) -> None:
    assert compare(before, after).regressed is regressed, why


def test_more_misquotes_are_a_regression() -> None:
    before = _run(a=True)
    after = replace(before, figures=replace(before.figures, misquoting=1))
    assert compare(before, after).regressed
    assert not compare(after, before).regressed


def test_runs_without_a_common_question_cannot_be_compared() -> None:
    with pytest.raises(InputError, match="没有相同的问题"):
        compare(_run(a=True), _run(b=True))


@given(_RIGHT)
def test_a_run_against_itself(right: dict[str, bool]) -> None:
    comparison = compare(_run_of(right), _run_of(right))
    assert (comparison.broken, comparison.mended, comparison.added, comparison.removed) == ((), (), (), ())
    assert comparison.same_questions
    assert not comparison.regressed


@given(_RIGHT, _RIGHT)
def test_forth_and_back_mirror_each_other(left: dict[str, bool], right: dict[str, bool]) -> None:
    if not left.keys() & right.keys():
        return
    forth, back = compare(_run_of(left), _run_of(right)), compare(_run_of(right), _run_of(left))
    assert set(forth.broken) == set(back.mended)
    assert set(forth.added) == set(back.removed)


def test_a_saved_run_is_read_back_and_holds_no_time(tmp_path: Path) -> None:
    report = evaluate(QUESTIONS, asking({**right_answers(), WHO.question: {"status": "answered"}}), TEXTS)
    slower = replace(report, latencies_ms=tuple(latency + 1000 for latency in report.latencies_ms))
    for name, timed in (("a", report), ("b", slower)):
        write_run(saved_run(timed, "digest"), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert read_run(tmp_path / "a") == saved_run(report, "digest")
    saved = json.loads((tmp_path / "a").read_text(encoding="utf-8"))
    assert saved["answers"] == {"q1": "wrong", "q2": "right", "q3": "right", "q4": "right"}
    assert saved["questions_sha256"] == "digest"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "不存在"),
        ("{", "重新存"),
        ("[]", "重新存"),
        ('{"answers": {"q1": "right"}}', "重新存"),  # no figures
        ('{"questions_sha256": "d", "figures": {}, "answers": {"q1": "maybe"}}', "重新存"),
        ('{"questions_sha256": "d", "figures": {}, "answers": ["q1"]}', "重新存"),
    ],
)
def test_what_is_no_saved_run(tmp_path: Path, content: str | None, says: str) -> None:
    path = tmp_path / "run.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=rf"run\.json.*{says}"):
        read_run(path)


def test_a_run_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"写不了 .*none.*换一个"):
        write_run(_run(a=True), tmp_path / "none" / "run.json")
