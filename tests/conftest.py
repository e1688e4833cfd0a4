"""Fixture policy: pull in the smallest thing that has what a test needs; the built snapshot is shared and read only."""

import os
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from kb import opening, pipeline
from kb.qa.answering import Answerer
from kb.qa.knowledge import Knowledge
from kb.settings import ROOT, Settings
from kb.sources import sources

# Time limits on examples belong in benchmarks; the same examples every run make a failure reproducible.
hypothesis_settings.register_profile("zeren", deadline=None, derandomize=True)
hypothesis_settings.load_profile("zeren")

_SKIP_NOTHING = os.environ.get("ZEREN_SKIP_NOTHING") == "1"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a test that is skipped has failed, with the reason of the skip: a check that was not made is not green."""
    report = yield
    if _SKIP_NOTHING and report.skipped:
        reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome, report.longrepr = "failed", f"{report.nodeid} was not run: {reason}"
    return report


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings whose snapshot holds the corpus of this repository."""
    folder = tmp_path_factory.mktemp("built")
    # The host that FastAPI's test client names.
    settings = Settings(
        snapshot_dir=folder / "snapshots", data_dir=folder / "data", encoder="none", trusted_hosts="testserver"
    )
    pipeline.build(settings, sources(settings))
    return settings


@pytest.fixture(scope="session")
def knowledge(built: Settings) -> Knowledge:
    """The corpus, ready to answer."""
    return opening.open_knowledge(built)


@pytest.fixture(scope="session")
def answerer(built: Settings, knowledge: Knowledge) -> Answerer:
    """An answerer over the corpus."""
    return Answerer(knowledge, built.max_question_chars)


@pytest.fixture(scope="session")
def answerer_over(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Answerer]:
    """Makes an answerer over a library of these texts and nothing else."""

    def over(*texts: str) -> Answerer:
        folder = tmp_path_factory.mktemp("over")
        files = [folder / f"document-{number}.txt" for number in range(len(texts))]
        for file, text in zip(files, texts, strict=True):
            file.write_text(text, encoding="utf-8")
        settings = Settings(snapshot_dir=folder / "snapshots", encoder="none")
        pipeline.build(settings, sources(settings, files))
        return Answerer(opening.open_knowledge(settings), settings.max_question_chars)

    return over


@pytest.fixture
def plan_file() -> Path:
    """The first plan's file."""
    return ROOT / "corpus" / "gaoqing-safety-14th-five-year-plan.txt"


@pytest.fixture(scope="session")
def plan_text(built: Settings) -> str:
    """The canonical text of the first plan."""
    return next(iter(opening.open_knowledge(built).texts.values()))
