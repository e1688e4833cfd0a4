"""MCP with its real clients: the SDK's in each of its ways and eras, and a program that speaks JSON-RPC itself."""

import asyncio
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters

from api.channels.mcp.server import make_server
from api.metrics import Metrics
from api.pressure import Answering
from api.serving import open_serving
from kb import pipeline
from kb.access.keys import KeyStore
from kb.access.roles import Role
from kb.settings import Settings
from kb.sources import sources
from tests.api.mcp_clients import PLAN, PREFIX, QUESTION, Use, address_of, fields_of, post, run_with, text_of
from tests.api.serving import served


@pytest.fixture(scope="module")
def service(built: Settings) -> Iterator[httpx.Client]:
    with served(built) as client:
        yield client


def _answers(plan_text: str) -> Use:
    """What every client must get: an answer, its quotation, its address, in both forms."""

    async def use(client: Client) -> None:
        result = await client.call_tool("ask", {"question": QUESTION})
        fields = fields_of(result, plan_text)
        assert fields["status"] == "answered"
        assert {"name": "县消防救援大队", "role": "lead", "collective": False, "basis": "stated"} in fields["units"]
        assert fields["citations"][0]["section"] == "3.3.3"
        assert text_of(result).startswith(fields["answer"])

    return use


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_over_http_in_both_eras(service: httpx.Client, plan_text: str, mode: str) -> None:
    run_with(address_of(service), _answers(plan_text), mode=mode)


def test_without_the_slash(service: httpx.Client, plan_text: str) -> None:
    run_with(address_of(service).rstrip("/"), _answers(plan_text))


def test_over_a_pipe(built: Settings, plan_text: str) -> None:
    # what a desktop host does: it starts the command and owns its standard streams
    environment = {**os.environ, "ZEREN_SNAPSHOT_DIR": str(built.snapshot_dir), "ZEREN_ENCODER": "none"}
    command = StdioServerParameters(command=sys.executable, args=["-m", "kb.cli", "mcp"], env=environment)

    async def use(client: Client) -> None:
        await _answers(plan_text)(client)
        found = await client.call_tool("sparql_query", {"query": PREFIX + "ASK { ?unit zr:leads ?task }"})
        assert fields_of(found, plan_text)["boolean"] is True

    run_with(command, use)


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
    run_with(StdioServerParameters(command=sys.executable, args=["-m", "kb.cli", "mcp"], env=environment), use)


def test_in_process(built: Settings, plan_text: str) -> None:
    async def run() -> None:
        answering = Answering(built.max_answers_at_once)
        async with (
            open_serving(built, Metrics(answering)) as serving,
            Client(make_server(lambda: serving.current, built, answering)) as client,
        ):
            await _answers(plan_text)(client)

    asyncio.run(run())


def test_by_hand(service: httpx.Client) -> None:
    # what a workflow tool does that has an HTTP step and no MCP client
    client = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "curl", "version": "1"}}
    hello = post(service, "initialize", client).json()["result"]
    assert hello["serverInfo"]["title"] == "责任 Zeren"
    assert "find_responsible" in hello["instructions"]
    answer = post(service, "tools/call", {"name": "ask", "arguments": {"question": QUESTION}}).json()["result"]
    assert answer["structuredContent"]["citations"][0]["clause_id"] == f"{PLAN}/3.3.3"


def test_nothing_is_streamed(service: httpx.Client) -> None:
    # a stream that says nothing would be held open for each client, and by a shutdown waited for
    response = service.get("/mcp/", headers={"Accept": "text/event-stream"})
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


def test_only_known_hosts_and_origins(service: httpx.Client, built: Settings) -> None:
    # a page of another site must not read the service of who visits it (DNS rebinding)
    refused = post(service, "tools/list", {}, Host="evil.example")
    assert (refused.status_code, "ZEREN_TRUSTED_HOSTS" in refused.text) == (421, True)
    assert post(service, "tools/list", {}, Origin="https://evil.example").status_code == 403
    assert post(service, "tools/list", {}, Origin=str(service.base_url).rstrip("/")).status_code == 200
    public, portal = "https://zeren.example.gov.cn", "https://portal.example.gov.cn"
    theirs = replace(built, public_url=public, trusted_hosts="10.1.2.3, *.lan", cors_origins=portal)
    with served(theirs) as client:
        for host in ("zeren.example.gov.cn", "10.1.2.3:8000", "inner.lan:81"):
            assert post(client, "tools/list", {}, Host=host).status_code == 200
        for origin in (public, portal):
            assert post(client, "tools/list", {}, Origin=origin).status_code == 200
        # links lead where others open the service
        answer = post(client, "tools/call", {"name": "ask", "arguments": {"question": QUESTION}}).json()["result"]
        assert answer["structuredContent"]["citations"][0]["url"].startswith(f"{public}/documents/")


def test_keys_and_shares_hold_here_too(built: Settings, tmp_path: Path) -> None:
    settings = replace(built, data_dir=tmp_path, open_reading="false", answers_per_minute=1)
    key = KeyStore(tmp_path).add("reader", Role.READ)
    with served(settings) as client:
        for headers in ({}, {"Authorization": "Bearer zr_wrong"}):
            refused = post(client, "tools/list", {}, **headers)
            assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
            assert "密钥" in refused.json()["error"]["message"]
        call = {"name": "ask", "arguments": {"question": QUESTION}}
        first, second = (
            post(client, "tools/call", call, Authorization=f"Bearer {key}").json()["result"] for _ in range(2)
        )
        assert "isError" not in first or not first["isError"]
        # one a minute, as for /api/ask: said to the model, which can wait
        assert second["isError"]
        assert "太频繁" in second["content"][0]["text"]


def test_many_at_once(service: httpx.Client, plan_text: str) -> None:
    async def use(client: Client) -> None:
        calls = [client.call_tool("ask", {"question": QUESTION}) for _ in range(50)]
        answers = [fields_of(result, plan_text) for result in await asyncio.gather(*calls)]
        assert all(answer == answers[0] for answer in answers)

    run_with(address_of(service), use)
