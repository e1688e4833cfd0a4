"""A key that may read opens every channel; without one, each refuses in its own words."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import openai
import pytest
from openai.types.chat import ChatCompletionMessageParam

from kb.access.keys import KeyStore
from kb.access.roles import Role
from kb.settings import Settings
from tests.api.serving import served

ORIGIN = "http://oa.example"
QUESTION = "消防领域由谁牵头"
# What each protocol says to a request without a key that is otherwise right: status, and where the message stands.
REFUSALS = [
    ("/v1/chat/completions", {"model": "zeren", "messages": [{"role": "user", "content": QUESTION}]}, 401),
    ("/dify/retrieval", {"knowledge_id": "all", "query": QUESTION}, 403),
    ("/fastgpt/v1/file/list", {}, 401),
    ("/channels/widget/ask", {"question": QUESTION}, 401),
]


@pytest.fixture(scope="module")
def locked(built: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, str]]:
    """A service where reading needs a key, and such a key."""
    folder: Path = tmp_path_factory.mktemp("locked")
    settings = replace(built, data_dir=folder, open_reading="false", widget_origins=ORIGIN, answers_per_minute=20)
    key = KeyStore(folder).add("chat", Role.READ)
    with served(settings) as client:
        yield client, key


@pytest.mark.parametrize(("path", "body", "status"), REFUSALS)
def test_a_channel_opens_to_a_key(
    locked: tuple[httpx.Client, str], path: str, body: dict[str, object], status: int
) -> None:
    client, key = locked
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        assert client.post(path, json=body, headers=headers).status_code == status
    opened = client.post(path, json=body, headers={"Authorization": f"Bearer {key}"})
    assert opened.status_code == 200
    assert path.startswith("/fastgpt") or "县消防救援大队牵头" in opened.text


# What a program finds the message by, in each protocol.
SHAPES = {
    "/v1/chat/completions": ("error", "message"),
    "/dify/retrieval": ("error_msg",),
    "/fastgpt/v1/file/list": ("message",),
    "/mcp": ("error", "message"),
    "/api/ask": ("detail",),
}


@pytest.mark.parametrize(("path", "place"), SHAPES.items())
@pytest.mark.parametrize("told", [True, False], ids=["length-told", "in-pieces"])
def test_what_is_too_long_is_refused_in_the_shape_of_the_protocol(
    locked: tuple[httpx.Client, str], path: str, place: tuple[str, ...], told: bool
) -> None:
    client, key = locked
    long = b"[" + b" " * 1_100_000
    pieces = (long[at : at + 65_536] for at in range(0, len(long), 65_536))
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    refused = client.post(path, content=long if told else pieces, headers=headers)
    said = refused.json()
    for name in place:
        said = said[name]
    assert (refused.status_code, said) == (413, "请求正文超过 1000000 字节。")


def test_the_widgets_preflight_needs_no_key_and_its_refusal_can_be_read(locked: tuple[httpx.Client, str]) -> None:
    # A browser sends no key ahead, and shows no page an answer that does not name its origin.
    client, _ = locked
    asked = client.options("/channels/widget/ask", headers={"Origin": ORIGIN, "Access-Control-Request-Method": "POST"})
    assert (asked.status_code, asked.headers["access-control-allow-origin"]) == (200, ORIGIN)
    refused = client.post("/channels/widget/ask", json={"question": QUESTION}, headers={"Origin": ORIGIN})
    assert (refused.status_code, refused.headers.get("access-control-allow-origin")) == (401, ORIGIN)


def test_who_asks_too_often_is_told_when_to_come_back(locked: tuple[httpx.Client, str]) -> None:
    client, key = locked
    asked: list[ChatCompletionMessageParam] = [{"role": "user", "content": "ping"}]
    for _ in range(20):
        client.post("/channels/widget/ask", json={"question": "ping"}, headers={"Authorization": f"Bearer {key}"})
    with (
        openai.OpenAI(base_url=f"{client.base_url}/v1", api_key=key, max_retries=0) as asking,
        pytest.raises(openai.RateLimitError) as raised,
    ):
        asking.chat.completions.create(model="zeren", messages=asked)
    assert int(raised.value.response.headers["retry-after"]) > 0
