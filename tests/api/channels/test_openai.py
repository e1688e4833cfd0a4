"""/v1 with the clients that people use: OpenAI's SDK, LangChain, and raw HTTP where a client's demands are known."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import openai
import pytest
from langchain_core.messages import AIMessage
from langchain_openai import ChatOpenAI
from pydantic import BaseModel, SecretStr

from kb.settings import Settings
from tests.api.channels.adapters import PUBLIC_URL, sdk
from tests.api.channels.completions import ASKED, QUESTION, TOOLS, post
from tests.api.serving import served


def test_models(service: httpx.Client) -> None:
    with sdk(service) as client:
        assert [model.id for model in client.models.list()] == ["zeren"]
        assert client.models.retrieve("zeren").object == "model"
        with pytest.raises(openai.NotFoundError) as raised:
            client.models.retrieve("gpt-5")
    assert (raised.value.code, raised.value.param) == ("model_not_found", "model")


def test_an_answer_says_where_each_mark_stands_and_leads(service: httpx.Client, plan_text: str) -> None:
    with sdk(service) as client:
        made = client.chat.completions.create(model="zeren", messages=ASKED)
    message = made.choices[0].message
    assert message.content is not None
    assert message.content.startswith("“消防领域”由县消防救援大队牵头。[1]\n\n[1] [《高青县安全生产“十四五”规划》")
    assert message.annotations is not None
    cited = message.annotations[0].url_citation
    assert message.content[cited.start_index : cited.end_index] == "[1]"
    # The page that the link opens marks the characters that the document states it in.
    page = service.get(cited.url.removeprefix(PUBLIC_URL)).text
    assert re.search(r"<mark[^>]*>（责任单位：县消防救援大队牵头", page)
    extra = (made.model_extra or {})["x_zeren"]
    place = extra["citations"][0]
    assert plan_text[place["start"] : place["end"]] == place["quote"]
    assert (extra["status"], extra["units"][0]["name"]) == ("answered", "县消防救援大队")
    assert made.usage is not None
    assert made.usage.total_tokens == made.usage.prompt_tokens + made.usage.completion_tokens


def test_a_stream_says_the_same_with_annotations_on_its_last_choice(service: httpx.Client) -> None:
    with sdk(service) as client:
        whole = client.chat.completions.create(model="zeren", messages=ASKED).choices[0].message
        chunks = list(
            client.chat.completions.create(
                model="zeren", messages=ASKED, stream=True, stream_options={"include_usage": True}
            )
        )
    *told, last, usage = chunks
    assert len({(chunk.id, chunk.created, chunk.model) for chunk in chunks}) == 1
    assert told[0].choices[0].delta.role == "assistant"
    assert "".join(chunk.choices[0].delta.content or "" for chunk in told) == whole.content
    assert {chunk.choices[0].finish_reason for chunk in told} == {None}
    # LobeChat reads annotations only beside finish_reason and where there is no content.
    assert (last.choices[0].finish_reason, last.choices[0].delta.content) == ("stop", None)
    assert whole.annotations is not None
    assert (last.choices[0].delta.model_extra or {})["annotations"] == [a.model_dump() for a in whole.annotations]
    assert (usage.choices, bool(usage.usage)) == ([], True)


def test_events_end_as_dify_needs_them(service: httpx.Client) -> None:
    with service.stream(
        "POST", "/v1/chat/completions", json={"model": "zeren", "messages": ASKED, "stream": True}
    ) as got:
        raw = b"".join(got.iter_raw()).decode()
    assert got.headers["content-type"].startswith("text/event-stream")
    assert (got.headers["cache-control"], got.headers["x-accel-buffering"]) == ("no-cache", "no")
    # Dify splits at exactly these two characters and reads whatever stands behind "data:" as JSON.
    *events, done, rest = raw.split("\n\n")
    assert "\r" not in raw
    assert (done, rest) == ("data: [DONE]", "")
    assert all(json.loads(event.removeprefix("data: "))["object"] == "chat.completion.chunk" for event in events)
    # Without stream_options no chunk is without a choice: NextChat and others read choices[0] of each.
    assert all(json.loads(event.removeprefix("data: "))["choices"] for event in events)


def test_a_hundred_streams_at_once(service: httpx.Client) -> None:
    async def one(client: openai.AsyncOpenAI) -> str:
        stream = await client.chat.completions.create(model="zeren", messages=ASKED, stream=True)
        return "".join([piece async for piece in _contents(stream)])

    async def all_of_them() -> list[str]:
        async with openai.AsyncOpenAI(base_url=f"{service.base_url}/v1", api_key="any", max_retries=0) as client:
            return await asyncio.gather(*(one(client) for _ in range(100)))

    answers = asyncio.run(all_of_them())
    assert len(answers) == 100
    assert len(set(answers)) == 1
    assert "县消防救援大队牵头" in answers[0]


async def _contents(stream: Any) -> AsyncIterator[str]:  # noqa: ANN401 - the SDK's own overloads are many
    async for chunk in stream:
        yield chunk.choices[0].delta.content or ""


def test_history_is_what_the_user_said_before(service: httpx.Client) -> None:
    talk = [
        {"role": "system", "content": "你是助手"},
        {"role": "user", "content": "消防领域由谁牵头"},
        {"role": "assistant", "content": "县消防救援大队"},
        {"role": "user", "content": [{"type": "text", "text": "那工贸行业呢"}]},
    ]
    answer = post(service, messages=talk).json()
    assert "“工贸行业”由县应急局牵头" in answer["choices"][0]["message"]["content"]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("ping", "服务正常"),
        ("你好", "您好"),
        ("", "问题是空的"),
        ("### Task:\nGenerate a concise, 3-5 word title\n<chat_history>\nUSER: 消防谁牵头\n</chat_history>", '{"title": "消防谁牵头"}'),
    ],
)  # fmt: skip
def test_what_asks_nothing_is_answered_without_a_search(service: httpx.Client, said: str, wanted: str) -> None:
    # Dify refuses a model that answers its "ping" with an error.
    body = post(service, messages=[{"role": "user", "content": said}], max_tokens=5).json()
    assert body["object"] == "chat.completion"
    assert body["choices"][0]["message"]["content"].startswith(wanted)
    assert body["choices"][0]["message"]["annotations"] == []


def test_keys_that_other_models_know_are_ignored(service: httpx.Client) -> None:
    response = post(
        service, temperature=0.2, top_p=1, n=1, user="u", seed=7, stop=["x"], metadata={"a": "b"}, logit_bias={},
        presence_penalty=0, frequency_penalty=0, max_completion_tokens=9, parallel_tool_calls=True, unheard_of=[1],
    )  # fmt: skip
    assert response.status_code == 200
    assert "县消防救援大队牵头" in response.json()["choices"][0]["message"]["content"]


class Unit(BaseModel):
    name: str
    role: str


class Duty(BaseModel):
    """谁负责"""

    answer: str
    units: list[Unit]
    deadline: str | None = None


def test_an_answer_in_the_schema_of_the_client(service: httpx.Client) -> None:
    with sdk(service) as client:
        parsed = client.chat.completions.parse(model="zeren", messages=ASKED, response_format=Duty)
    duty = parsed.choices[0].message.parsed
    assert duty is not None
    assert duty.units == [Unit(name="县消防救援大队", role="lead")]
    assert "[1]" in duty.answer


@pytest.mark.parametrize(
    ("schema", "wanted"),
    [
        # The names of things where the schema asks for texts.
        ({"properties": {"units": {"type": "array", "items": {"type": "string"}}}}, {"units": ["县消防救援大队"]}),
        ({"properties": {"status": {"enum": ["answered"]}, "budget": {"type": "number"}}}, {"status": "answered"}),
    ],
)
def test_a_schema_gets_what_it_names(service: httpx.Client, schema: dict[str, Any], wanted: dict[str, Any]) -> None:
    wrapped = {"name": "x", "schema": {"type": "object", "additionalProperties": False, **schema}}
    body = post(service, response_format={"type": "json_schema", "json_schema": wrapped}).json()
    assert json.loads(body["choices"][0]["message"]["content"]) == wanted


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "required": ["budget"], "properties": {"budget": {"type": "number"}}},
        {"type": "nonsense"},
        {"$ref": "http://127.0.0.1:9/elsewhere.json"},
        {"properties": {"answer": {"type": "string", "pattern": "(a+)+$"}}},
        {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}},
        {"$ref": "#/$defs/0", "$defs": {str(n): {"anyOf": [{"$ref": f"#/$defs/{n + 1}"}] * 2} for n in range(40)}},
    ],
    ids=["unknown", "no schema", "elsewhere", "expression", "endless", "a million ways"],
)
def test_a_schema_that_cannot_be_met_is_refused(service: httpx.Client, schema: dict[str, Any]) -> None:
    response = post(service, response_format={"type": "json_schema", "json_schema": {"name": "x", "schema": schema}})
    assert response.status_code == 400
    assert response.json()["error"]["param"] == "response_format"


@pytest.mark.parametrize("choice", [{}, {"tool_choice": "auto"}, {"tool_choice": "none"}])
def test_tools_that_may_be_called_are_not(service: httpx.Client, choice: dict[str, str]) -> None:
    body = post(service, tools=TOOLS, **choice).json()
    assert body["choices"][0]["message"]["content"].startswith("“消防领域”")
    assert body["choices"][0]["finish_reason"] == "stop"


@pytest.mark.parametrize("choice", ["required", {"type": "function", "function": {"name": "record"}}])
def test_a_tool_that_must_be_called_is(service: httpx.Client, choice: object) -> None:
    message = post(service, tools=TOOLS, tool_choice=choice).json()["choices"][0]["message"]
    call = message["tool_calls"][0]
    assert (message["content"], call["type"], call["function"]["name"]) == (None, "function", "record")
    assert json.loads(call["function"]["arguments"])["units"] == ["县消防救援大队"]


def test_a_model_of_one_document_answers_from_it_alone(two_plans: Settings) -> None:
    with served(two_plans) as client, sdk(client) as asking:
        assert [model.id for model in asking.models.list()] == ["zeren", "zeren:many", "zeren:other"]
        assert asking.models.retrieve("zeren:other").id == "zeren:other"

        def units(model: str) -> set[str]:
            made = asking.chat.completions.create(model=model, messages=[{"role": "user", "content": "储备物资谁负责"}])
            return {unit["name"] for unit in (made.model_extra or {})["x_zeren"]["units"]}

        assert "县应急局" in units("zeren:other")
        assert "县应急局" not in units("zeren:many")


@pytest.fixture
def langchain(service: httpx.Client) -> ChatOpenAI:
    return ChatOpenAI(model="zeren", base_url=f"{service.base_url}/v1", api_key=SecretStr("any"), max_retries=0)


def test_langchain_asks_and_streams(langchain: ChatOpenAI) -> None:
    message = langchain.invoke(QUESTION)
    assert isinstance(message, AIMessage)
    assert "县消防救援大队牵头。[1]" in str(message.content)
    assert "".join(str(chunk.content) for chunk in langchain.stream(QUESTION)) == message.content


@pytest.mark.parametrize("method", ["json_schema", "function_calling"])
def test_langchain_gets_a_structure(langchain: ChatOpenAI, method: Any) -> None:  # noqa: ANN401 - a Literal of theirs
    make: Callable[..., Any] = langchain.with_structured_output
    duty = make(Duty, method=method).invoke(QUESTION)
    assert isinstance(duty, Duty)
    assert duty.units == [Unit(name="县消防救援大队", role="lead")]
