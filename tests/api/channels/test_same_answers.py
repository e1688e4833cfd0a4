"""Whatever the channel, the same question gets the same facts and the same quotations."""

import re

import httpx
import pytest

from tests.api.channels.adapters import ADAPTERS, PUBLIC_URL
from tests.api.channels.questions import QUESTIONS


@pytest.mark.parametrize("channel", ADAPTERS)
@pytest.mark.parametrize(("question", "facts"), QUESTIONS, ids=[question for question, _ in QUESTIONS])
def test_the_answer_is_that_of_the_ask_contract(
    service: httpx.Client, channel: str, question: str, facts: tuple[str, ...]
) -> None:
    answer = service.post("/api/ask", json={"question": question}).json()
    shown = ADAPTERS[channel](service, question)
    assert [fact for fact in facts if fact not in shown.text] == []
    assert (answer["status"] == "answered") == bool(facts)
    assert shown.text.startswith(answer["answer"]) or (shown.is_cut and answer["answer"].startswith(shown.text[:100]))
    marked = [f"start={cited['start']}&end={cited['end']}#cited" for cited in answer["citations"]]
    places = [url.partition("?")[2] for url in shown.urls]
    assert places == (marked[: len(places)] if shown.is_cut else marked)
    assert all(re.match(rf"{PUBLIC_URL}/documents/[^/]+\?", url) for url in shown.urls)
