"""Fixture policy: the plans as they would be served, but found by words alone: the same answers on every machine.

The plans beside this file are all invented, those under names of real ministries too: see plans/README.md.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest

from kb import opening, pipeline
from kb.cli import asker
from kb.evaluation import Ask
from kb.qa.answering import Answerer
from kb.qa.knowledge import Knowledge
from kb.settings import Settings
from kb.sources import sources

_PLANS = Path(__file__).parent / "plans"
_NUMBER_OF_PLANS = 5


@pytest.fixture(scope="session")
def evaluation_knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """The first plan and the plans invented for the tests."""
    settings = Settings(snapshot_dir=tmp_path_factory.mktemp("snapshots"), encoder="none")
    invented = sources(settings, sorted(_PLANS.glob("*.txt")))
    assert len(invented) == _NUMBER_OF_PLANS
    pipeline.build(settings, [*sources(settings), *invented])
    return opening.open_knowledge(settings)


@pytest.fixture(scope="session")
def plans_answerer(evaluation_knowledge: Knowledge) -> Answerer:
    """An answerer over them."""
    return Answerer(evaluation_knowledge, Settings().max_question_chars)


@pytest.fixture(scope="session")
def evaluation_answerer(plans_answerer: Answerer, evaluation_knowledge: Knowledge) -> tuple[Ask, Mapping[str, str]]:
    """The answerer as the evaluation asks it; and the texts by document id."""
    return asker(plans_answerer), evaluation_knowledge.texts
