"""What MCP offers: tools, resources and prompts, asked for with the SDK's client over HTTP."""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from mcp.client.client import Client
from mcp.shared.exceptions import MCPError
from mcp_types import TextContent, TextResourceContents

from kb.settings import ROOT, Settings
from tests.api.mcp_clients import PLAN, PREFIX, QUESTION, address_of, fields_of, post, run_with, text_of
from tests.api.serving import served


@pytest.fixture(scope="module")
def service(built: Settings) -> Iterator[httpx.Client]:
    with served(built) as client:
        yield client


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

    run_with(address_of(service), use)


def test_lists_say_how_much_there_is(service: httpx.Client, plan_text: str) -> None:
    async def use(client: Client) -> None:
        led = {"unit": "县安监局", "role": "lead"}
        whole = fields_of(await client.call_tool("list_tasks_of_unit", led), plan_text)
        # an old name is understood, and 13 is what was counted by hand
        assert (whole["unit"], whole["total"], whole["truncated"]) == ("县应急局", 13, False)
        part = fields_of(await client.call_tool("list_tasks_of_unit", {**led, "limit": 5, "offset": 10}), plan_text)
        assert ([item["title"] for item in part["items"]], part["truncated"]) == (
            [item["title"] for item in whole["items"]][10:],
            False,
        )
        due = await client.call_tool("list_tasks_of_unit", {"due_before": "2022-12-31", "with_text": True})
        for item in fields_of(due, plan_text)["items"]:
            assert item["due_basis"] == "stated"
            assert item["text"] in plan_text

    run_with(address_of(service), use)


def test_the_same_facts_as_the_api(service: httpx.Client, plan_text: str) -> None:
    async def use(client: Client) -> None:
        found = fields_of(await client.call_tool("find_responsible", {"matter": f"{PLAN}/3.3.3"}), plan_text)
        [listed] = service.get("/api/tasks", params={"q": "消防领域"}).json()["items"]
        assert [(item["lead"], item["participate"]) for item in found["items"]] == [
            (listed["lead"], listed["participate"])
        ]
        clause = fields_of(await client.call_tool("get_clause", {"clause_id": f"{PLAN}/3.3.3"}), plan_text)
        assert clause["text"] == listed["quote"]
        passages = fields_of(await client.call_tool("search_clauses", {"query": "电动车充电", "limit": 1}), plan_text)
        [hit] = service.get("/api/search", params={"q": "电动车充电", "k": 1}).json()["items"]
        assert (passages["citations"][0]["quote"], passages["truncated"]) == (hit["text"], True)

    run_with(address_of(service), use)


def test_what_the_plan_does_not_say_is_no_error(service: httpx.Client, plan_text: str) -> None:
    async def use(client: Client) -> None:
        fields = fields_of(await client.call_tool("find_responsible", {"matter": "学校食堂"}), plan_text)
        assert (fields["status"], fields["items"]) == ("not_stated", [])
        assert fields["answer"].startswith("规划未载明")

    run_with(address_of(service), use)


def test_the_graph(service: httpx.Client, plan_text: str) -> None:
    async def use(client: Client) -> None:
        words = fields_of(await client.call_tool("describe_schema", {"words": "牵头"}), plan_text)
        assert "zr:leads" in [term["name"] for term in words["terms"]]
        example = next(item["query"] for item in words["examples"] if item["query"])
        assert fields_of(await client.call_tool("sparql_query", {"query": example}), plan_text)["columns"]
        query = PREFIX + "SELECT ?task { ?unit zr:leads ?task }"
        rows = fields_of(await client.call_tool("sparql_query", {"query": query, "max_rows": 3}), plan_text)
        # tasks are quoted, cut off or not
        assert (len(rows["rows"]), len(rows["citations"]), rows["total"], rows["truncated"]) == (3, 3, 20, True)

    run_with(address_of(service), use)


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        # a name of nobody: the message offers those that are alike
        ("list_tasks_of_unit", {"unit": "县应急管理"}, "名称最接近的是 县应急局"),
        ("ask", {"question": "谁" * 600}, "问题超过500字，请缩短后再问。"),
        ("ask", {}, "question：缺少这一项"),
        ("ask", {"question": QUESTION, "documents": ["nope"]}, f"有的是：{PLAN}"),
        ("search_clauses", {"query": "消防", "limit": 1000}, "limit：数值过大"),
        ("search_clauses", {"query": "消" * 501}, "query：文字过长"),
        ("list_tasks_of_unit", {"role": "boss"}, "role：不是可选的值"),
        ("get_clause", {"clause_id": "3.3.3"}, "标识是“文件标识/条款位置”"),
        ("sparql_query", {"query": "DELETE WHERE { ?s ?p ?o }"}, "本服务只读，不接受更新"),
        ("sparql_query", {"query": PREFIX + "ASK { ?s zr:laeds ?o }"}, "最接近的是 zr:leads"),
        ("sparql_query", {"query": "ASK {}" + " " * 20_000}, "字节"),
        ("no_such_tool", {}, "没有这个工具"),
    ],
)
def test_what_goes_wrong_is_said(service: httpx.Client, tool: str, arguments: dict[str, Any], said: str) -> None:
    async def use(client: Client) -> None:
        result = await client.call_tool(tool, arguments)
        assert result.is_error
        assert said in text_of(result)

    run_with(address_of(service), use)


def test_resources(service: httpx.Client, plan_text: str) -> None:
    async def read(client: Client, uri: str) -> str:
        [content] = (await client.read_resource(uri)).contents
        assert isinstance(content, TextResourceContents)
        return content.text

    async def use(client: Client) -> None:
        listed = [resource.uri for resource in (await client.list_resources()).resources]
        assert f"plan://documents/{PLAN}/text" in listed
        assert json.loads(await read(client, "plan://documents"))["items"][0]["id"] == PLAN
        assert await read(client, f"plan://documents/{PLAN}/text") == plan_text
        assert await read(client, f"plan://clause/{PLAN}/3.3.3") in plan_text
        assert all(row["quote"] in plan_text for row in json.loads(await read(client, "plan://figures"))["items"])
        assert "zr:leads" in await read(client, "plan://ontology.ttl")
        assert "# 问：" in await read(client, "plan://examples.rq")
        with pytest.raises(MCPError, match="没有标识为 nope 的文件"):
            await read(client, "plan://documents/nope/text")

    run_with(address_of(service), use)


def test_prompts_and_completion(service: httpx.Client) -> None:
    async def use(client: Client) -> None:
        prompts = {prompt.name: prompt for prompt in (await client.list_prompts()).prompts}
        assert set(prompts) == {"责任清单", "任务分工表", "按期限排查"}
        filled = await client.get_prompt("按期限排查", {"day": "2022-12-31", "unit": "县应急局"})
        assert isinstance(filled.messages[0].content, TextContent)
        assert "due_before 写 2022-12-31，unit 写“县应急局”" in filled.messages[0].content.text
        reference = {"type": "ref/prompt", "name": "责任清单"}
        offered = post(
            service, "completion/complete", {"ref": reference, "argument": {"name": "unit", "value": "县应"}}
        )
        assert offered.json()["result"]["completion"]["values"] == ["县应急局"]

    run_with(address_of(service), use)


def test_the_examples_of_the_documentation_are_real(service: httpx.Client) -> None:
    page = (ROOT / "docs" / "mcp.md").read_text(encoding="utf-8")
    examples = re.findall(r"```text\n> (\w+) ({[^\n]*})\n\n(.*?)\n```", page, re.DOTALL)
    assert len(examples) >= 4

    async def use(client: Client) -> None:
        for tool, arguments, told in examples:
            assert text_of(await client.call_tool(tool, json.loads(arguments))).strip() == told

    run_with(address_of(service), use)
