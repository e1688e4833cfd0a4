"""MCP with its real clients: the SDK's in each of its ways and eras, and a program that speaks JSON-RPC itself."""

import asyncio
import json
import os
import re
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters
from mcp.shared.exceptions import MCPError
from mcp_types import CallToolResult, TextContent, TextResourceContents

from api.channels.mcp.server import make_server
from api.metrics import Metrics
from api.pressure import Answering
from api.serving import open_serving
from kb import pipeline
from kb.access.keys import KeyStore
from kb.access.roles import Role
from kb.settings import ROOT, Settings
from kb.sources import sources
from tests.api.serving import served

_PLAN = "gaoqing-safety-14th-five-year-plan"
_QUESTION = "谁负责消防领域整治"
_PREFIX = "PREFIX zr: <https://w3id.org/zeren/ontology#> "
Use = Callable[[Client], Awaitable[None]]


@pytest.fixture(scope="module")
def service(built: Settings) -> Iterator[httpx.Client]:
    with served(built) as client:
        yield client


def _address(service: httpx.Client) -> str:
    return f"{str(service.base_url).rstrip('/')}/mcp/"


def _use(target: str | StdioServerParameters, use: Use, mode: str = "auto") -> None:
    async def run() -> None:
        async with Client(target, mode=mode) as client:
            await use(client)

    asyncio.run(run())


def _text(result: CallToolResult) -> str:
    assert isinstance(result.content[0], TextContent)
    return result.content[0].text


def _fields(result: CallToolResult, plan_text: str) -> dict[str, Any]:
    """The structured part of a result, every quotation of which stands in the plan where its address says."""
    assert not result.is_error, _text(result)
    fields: dict[str, Any] = result.structured_content
    for nth, cited in enumerate(fields["citations"], 1):
        address = urlsplit(cited["url"])
        place = parse_qs(address.query)
        assert cited["n"] == nth
        assert (address.netloc, address.path) == ("127.0.0.1:8000", f"/documents/{_PLAN}")
        assert plan_text[int(place["start"][0]) : int(place["end"][0])] == cited["quote"]
        assert cited["quote"] in _text(result)
    return fields


def _answers(plan_text: str) -> Use:
    """What every client must get: an answer, its quotation, its address, in both forms."""

    async def use(client: Client) -> None:
        result = await client.call_tool("ask", {"question": _QUESTION})
        fields = _fields(result, plan_text)
        assert fields["status"] == "answered"
        assert {"name": "县消防救援大队", "role": "lead", "collective": False, "basis": "stated"} in fields["units"]
        assert fields["citations"][0]["section"] == "3.3.3"
        assert _text(result).startswith(fields["answer"])

    return use


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_over_http_in_both_eras(service: httpx.Client, plan_text: str, mode: str) -> None:
    _use(_address(service), _answers(plan_text), mode=mode)


def test_without_the_slash(service: httpx.Client, plan_text: str) -> None:
    _use(_address(service).rstrip("/"), _answers(plan_text))


def test_over_a_pipe(built: Settings, plan_text: str) -> None:
    # what a desktop host does: it starts the command and owns its standard streams
    environment = {**os.environ, "ZEREN_SNAPSHOT_DIR": str(built.snapshot_dir), "ZEREN_ENCODER": "none"}
    command = StdioServerParameters(command=sys.executable, args=["-m", "kb.cli", "mcp"], env=environment)

    async def use(client: Client) -> None:
        await _answers(plan_text)(client)
        found = await client.call_tool("sparql_query", {"query": _PREFIX + "ASK { ?unit zr:leads ?task }"})
        assert _fields(found, plan_text)["boolean"] is True

    _use(command, use)


def test_a_pipe_follows_the_snapshot(tmp_path: Path) -> None:
    # a desktop host keeps the command running for weeks, over many builds
    settings = Settings(snapshot_dir=tmp_path / "snapshots", encoder="none")
    plan = tmp_path / "plan.txt"

    def build(lead: str) -> None:
        text = f"示例县防汛“十四五”规划\n一、主要任务\n1.加固堤防。（责任单位：{lead}牵头，县财政局配合）\n"
        plan.write_text(text, encoding="utf-8")
        pipeline.build(settings, sources(settings, [plan]))

    async def use(client: Client) -> None:
        async def lead() -> list[str]:
            result = await client.call_tool("find_responsible", {"matter": "加固堤防"})
            [item] = (result.structured_content or {})["items"]
            return list(item["lead"])

        assert await lead() == ["县水利局"]
        await asyncio.to_thread(build, "县应急局")
        deadline = time.monotonic() + 60
        while await lead() == ["县水利局"] and time.monotonic() < deadline:
            await asyncio.sleep(0.1)
        assert await lead() == ["县应急局"]

    build("县水利局")
    environment = {**os.environ, "ZEREN_SNAPSHOT_DIR": str(settings.snapshot_dir), "ZEREN_ENCODER": "none"}
    _use(StdioServerParameters(command=sys.executable, args=["-m", "kb.cli", "mcp"], env=environment), use)


def test_in_process(built: Settings, plan_text: str) -> None:
    async def run() -> None:
        answering = Answering(built.max_answers_at_once)
        async with (
            open_serving(built, Metrics(answering)) as serving,
            Client(make_server(lambda: serving.current, built, answering)) as client,
        ):
            await _answers(plan_text)(client)

    asyncio.run(run())


def _post(service: httpx.Client, method: str, params: dict[str, Any], **headers: str) -> httpx.Response:
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    return service.post("/mcp", json=body, headers={"Accept": "application/json, text/event-stream", **headers})


def test_by_hand(service: httpx.Client) -> None:
    # what a workflow tool does that has an HTTP step and no MCP client
    client = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "curl", "version": "1"}}
    hello = _post(service, "initialize", client).json()["result"]
    assert hello["serverInfo"]["title"] == "责任 Zeren"
    assert "find_responsible" in hello["instructions"]
    answer = _post(service, "tools/call", {"name": "ask", "arguments": {"question": _QUESTION}}).json()["result"]
    assert answer["structuredContent"]["citations"][0]["clause_id"] == f"{_PLAN}/3.3.3"


def test_nothing_is_streamed(service: httpx.Client) -> None:
    # a stream that says nothing would be held open for each client, and by a shutdown waited for
    response = service.get("/mcp/", headers={"Accept": "text/event-stream"})
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


def test_every_tool_describes_itself_and_only_reads(service: httpx.Client) -> None:
    async def use(client: Client) -> None:
        tools = (await client.list_tools()).tools
        assert {tool.name for tool in tools} == {
            *("ask", "search_clauses", "find_responsible", "list_tasks_of_unit"),
            *("get_clause", "sparql_query", "describe_schema"),
        }
        for tool in tools:
            assert tool.annotations
            assert tool.annotations.read_only_hint
            assert tool.description
            assert all(argument["description"] for argument in tool.input_schema["properties"].values())
            assert tool.output_schema
            assert {"citations", "total", "truncated"} <= set(tool.output_schema["required"])

    _use(_address(service), use)


def test_lists_say_how_much_there_is(service: httpx.Client, plan_text: str) -> None:
    async def use(client: Client) -> None:
        led = {"unit": "县安监局", "role": "lead"}
        whole = _fields(await client.call_tool("list_tasks_of_unit", led), plan_text)
        # an old name is understood, and 13 is what was counted by hand
        assert (whole["unit"], whole["total"], whole["truncated"]) == ("县应急局", 13, False)
        part = _fields(await client.call_tool("list_tasks_of_unit", {**led, "limit": 5, "offset": 10}), plan_text)
        assert ([item["title"] for item in part["items"]], part["truncated"]) == (
            [item["title"] for item in whole["items"]][10:],
            False,
        )
        due = await client.call_tool("list_tasks_of_unit", {"due_before": "2022-12-31", "with_text": True})
        for item in _fields(due, plan_text)["items"]:
            assert item["due_basis"] == "stated"
            assert item["text"] in plan_text

    _use(_address(service), use)


def test_the_same_facts_as_the_api(service: httpx.Client, plan_text: str) -> None:
    async def use(client: Client) -> None:
        found = _fields(await client.call_tool("find_responsible", {"matter": f"{_PLAN}/3.3.3"}), plan_text)
        [listed] = service.get("/api/tasks", params={"q": "消防领域"}).json()["items"]
        assert [(item["lead"], item["participate"]) for item in found["items"]] == [
            (listed["lead"], listed["participate"])
        ]
        clause = _fields(await client.call_tool("get_clause", {"clause_id": f"{_PLAN}/3.3.3"}), plan_text)
        assert clause["text"] == listed["quote"]
        passages = _fields(await client.call_tool("search_clauses", {"query": "电动车充电", "limit": 1}), plan_text)
        [hit] = service.get("/api/search", params={"q": "电动车充电", "k": 1}).json()["items"]
        assert (passages["citations"][0]["quote"], passages["truncated"]) == (hit["text"], True)

    _use(_address(service), use)


def test_what_the_plan_does_not_say_is_no_error(service: httpx.Client, plan_text: str) -> None:
    async def use(client: Client) -> None:
        fields = _fields(await client.call_tool("find_responsible", {"matter": "学校食堂"}), plan_text)
        assert (fields["status"], fields["items"]) == ("not_stated", [])
        assert fields["answer"].startswith("规划未载明")

    _use(_address(service), use)


def test_the_graph(service: httpx.Client, plan_text: str) -> None:
    async def use(client: Client) -> None:
        words = _fields(await client.call_tool("describe_schema", {"words": "牵头"}), plan_text)
        assert "zr:leads" in [term["name"] for term in words["terms"]]
        example = next(item["query"] for item in words["examples"] if item["query"])
        assert _fields(await client.call_tool("sparql_query", {"query": example}), plan_text)["columns"]
        query = _PREFIX + "SELECT ?task { ?unit zr:leads ?task }"
        rows = _fields(await client.call_tool("sparql_query", {"query": query, "max_rows": 3}), plan_text)
        # tasks are quoted, cut off or not
        assert (len(rows["rows"]), len(rows["citations"]), rows["total"], rows["truncated"]) == (3, 3, 20, True)

    _use(_address(service), use)


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        # a name of nobody: the message offers those that are alike
        ("list_tasks_of_unit", {"unit": "县应急管理"}, "名称最接近的是 县应急局"),
        ("ask", {"question": "谁" * 600}, "问题超过500字，请缩短后再问。"),
        ("ask", {}, "question：缺少这一项"),
        ("ask", {"question": _QUESTION, "documents": ["nope"]}, f"有的是：{_PLAN}"),
        ("search_clauses", {"query": "消防", "limit": 1000}, "limit：数值过大"),
        ("search_clauses", {"query": "消" * 501}, "query：文字过长"),
        ("list_tasks_of_unit", {"role": "boss"}, "role：不是可选的值"),
        ("get_clause", {"clause_id": "3.3.3"}, "标识是“文件标识/条款位置”"),
        ("sparql_query", {"query": "DELETE WHERE { ?s ?p ?o }"}, "本服务只读，不接受更新"),
        ("sparql_query", {"query": _PREFIX + "ASK { ?s zr:laeds ?o }"}, "最接近的是 zr:leads"),
        ("sparql_query", {"query": "ASK {}" + " " * 20_000}, "字节"),
        ("no_such_tool", {}, "没有这个工具"),
    ],
)
def test_what_goes_wrong_is_said(service: httpx.Client, tool: str, arguments: dict[str, Any], said: str) -> None:
    async def use(client: Client) -> None:
        result = await client.call_tool(tool, arguments)
        assert result.is_error
        assert said in _text(result)

    _use(_address(service), use)


def test_resources(service: httpx.Client, plan_text: str) -> None:
    async def read(client: Client, uri: str) -> str:
        [content] = (await client.read_resource(uri)).contents
        assert isinstance(content, TextResourceContents)
        return content.text

    async def use(client: Client) -> None:
        listed = [resource.uri for resource in (await client.list_resources()).resources]
        assert f"plan://documents/{_PLAN}/text" in listed
        assert json.loads(await read(client, "plan://documents"))["items"][0]["id"] == _PLAN
        assert await read(client, f"plan://documents/{_PLAN}/text") == plan_text
        assert await read(client, f"plan://clause/{_PLAN}/3.3.3") in plan_text
        assert all(row["quote"] in plan_text for row in json.loads(await read(client, "plan://figures"))["items"])
        assert "zr:leads" in await read(client, "plan://ontology.ttl")
        assert "# 问：" in await read(client, "plan://examples.rq")
        with pytest.raises(MCPError, match="没有标识为 nope 的文件"):
            await read(client, "plan://documents/nope/text")

    _use(_address(service), use)


def test_prompts_and_completion(service: httpx.Client) -> None:
    async def use(client: Client) -> None:
        prompts = {prompt.name: prompt for prompt in (await client.list_prompts()).prompts}
        assert set(prompts) == {"责任清单", "任务分工表", "按期限排查"}
        filled = await client.get_prompt("按期限排查", {"day": "2022-12-31", "unit": "县应急局"})
        assert isinstance(filled.messages[0].content, TextContent)
        assert "due_before 写 2022-12-31，unit 写“县应急局”" in filled.messages[0].content.text
        reference = {"type": "ref/prompt", "name": "责任清单"}
        offered = _post(
            service, "completion/complete", {"ref": reference, "argument": {"name": "unit", "value": "县应"}}
        )
        assert offered.json()["result"]["completion"]["values"] == ["县应急局"]

    _use(_address(service), use)


def test_only_known_hosts_and_origins(service: httpx.Client, built: Settings) -> None:
    # a page of another site must not read the service of who visits it (DNS rebinding)
    refused = _post(service, "tools/list", {}, Host="evil.example")
    assert (refused.status_code, "ZEREN_TRUSTED_HOSTS" in refused.text) == (421, True)
    assert _post(service, "tools/list", {}, Origin="https://evil.example").status_code == 403
    assert _post(service, "tools/list", {}, Origin=str(service.base_url).rstrip("/")).status_code == 200
    public, portal = "https://zeren.example.gov.cn", "https://portal.example.gov.cn"
    theirs = replace(built, public_url=public, trusted_hosts="10.1.2.3, *.lan", cors_origins=portal)
    with served(theirs) as client:
        for host in ("zeren.example.gov.cn", "10.1.2.3:8000", "inner.lan:81"):
            assert _post(client, "tools/list", {}, Host=host).status_code == 200
        for origin in (public, portal):
            assert _post(client, "tools/list", {}, Origin=origin).status_code == 200
        # links lead where others open the service
        answer = _post(client, "tools/call", {"name": "ask", "arguments": {"question": _QUESTION}}).json()["result"]
        assert answer["structuredContent"]["citations"][0]["url"].startswith(f"{public}/documents/")


def test_keys_and_shares_hold_here_too(built: Settings, tmp_path: Path) -> None:
    settings = replace(built, data_dir=tmp_path, open_reading="false", answers_per_minute=1)
    key = KeyStore(tmp_path).add("reader", Role.READ)
    with served(settings) as client:
        for headers in ({}, {"Authorization": "Bearer zr_wrong"}):
            refused = _post(client, "tools/list", {}, **headers)
            assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
            assert "密钥" in refused.json()["error"]["message"]
        call = {"name": "ask", "arguments": {"question": _QUESTION}}
        first, second = (
            _post(client, "tools/call", call, Authorization=f"Bearer {key}").json()["result"] for _ in range(2)
        )
        assert "isError" not in first or not first["isError"]
        # one a minute, as for /api/ask: said to the model, which can wait
        assert second["isError"]
        assert "太频繁" in second["content"][0]["text"]


def test_the_examples_of_the_documentation_are_real(service: httpx.Client) -> None:
    page = (ROOT / "docs" / "mcp.md").read_text(encoding="utf-8")
    examples = re.findall(r"```text\n> (\w+) ({[^\n]*})\n\n(.*?)\n```", page, re.DOTALL)
    assert len(examples) >= 4

    async def use(client: Client) -> None:
        for tool, arguments, told in examples:
            assert _text(await client.call_tool(tool, json.loads(arguments))).strip() == told

    _use(_address(service), use)


def test_many_at_once(service: httpx.Client, plan_text: str) -> None:
    async def use(client: Client) -> None:
        calls = [client.call_tool("ask", {"question": _QUESTION}) for _ in range(50)]
        answers = [_fields(result, plan_text) for result in await asyncio.gather(*calls)]
        assert all(answer == answers[0] for answer in answers)

    _use(_address(service), use)
