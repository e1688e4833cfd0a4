"""A snapshot that is opened: what it shares with those before it, and that it goes when nobody uses it."""

import gc
import json
import weakref
from collections.abc import Iterator

import pytest

from kb import opening
from kb.opening import Opened
from kb.qa.models import Answer, Question
from kb.settings import ROOT, Settings

_ASKED = ROOT / "tests" / "evaluation" / "plan_questions.jsonl"


def _opened(settings: Settings) -> Opened:
    return opening.open_all(*opening.open_source(settings), settings, _unheard)


def _unheard(_answer: Answer, _kept: bool) -> None:
    pass


@pytest.fixture
def no_search_for_garbage() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_search_for_garbage")
def test_it_is_free_as_soon_as_nobody_uses_it(built: Settings) -> None:
    _opened(built)  # what is read once in a process leaves some garbage
    gc.collect()
    # A service opens one snapshot after the other. What only a search for garbage would end stays for long, and a
    # service puts that search off.
    questions = [json.loads(line)["question"] for line in _ASKED.read_text(encoding="utf-8").splitlines()]
    opened = _opened(built)
    for text in questions:
        opened.answerer.ask(Question(text))
    opened.search_index.search("消防")
    held = [weakref.ref(one) for one in (opened.knowledge, opened.answerer, opened.search_index, opened.material)]
    del opened
    assert [one() is None for one in held] == [True] * 4
    assert len(questions) == 50
    # Some hundred objects, of json and typing, are left of the tens of thousands.
    assert gc.collect() < 1_000


def test_snapshots_share_an_encoder(built: Settings) -> None:
    # It takes more memory than all the rest.
    assert opening.open_search(built).encoder is opening.open_search(built).encoder
