"""Fixture policy: the plans as they would be served, but found by words alone: the same answers on every machine."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from kb import pipeline
from kb.cli import asker
from kb.evaluation import Ask
from kb.qa.answering import Answerer
from kb.settings import Settings

_PLANS = Path(__file__).parent / "plans"


@pytest.fixture(scope="session")
def evaluation_answerer(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ask, Mapping[str, str]]:
    """The first plan and the plans written for the tests, ready to be asked; and their texts by document id."""
    settings = Settings(snapshot_dir=tmp_path_factory.mktemp("snapshots"), encoder="none")
    files = [*pipeline.sources(settings), *(pipeline.sources(settings, [_PLANS]) if _PLANS.is_dir() else ())]
    pipeline.build(settings, files)
    knowledge = pipeline.open_knowledge(settings)
    return asker(Answerer(knowledge, settings.max_question_chars)), knowledge.texts
