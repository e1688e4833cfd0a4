"""``zeren sparql``: one query on the current snapshot, through the same guard and worker as the service."""

import argparse
import asyncio
import json
from pathlib import Path

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from kb.errors import InputError, reason_of
from kb.graph.endpoint.graph import EndpointGraph
from kb.graph.namespaces import compact
from kb.graph.sparql.service import SparqlRequest, SparqlResult, open_service
from kb.graph.stored import StoredGraph
from kb.settings import Settings

# What --format asks for; graphs (CONSTRUCT, DESCRIBE) come as Turtle, or JSON-LD.
_ACCEPT = {
    "table": "application/sparql-results+json, text/turtle;q=0.9",
    "csv": "text/csv, text/turtle;q=0.9",
    "json": "application/sparql-results+json, application/ld+json;q=0.9",
}
_QUERY_SUFFIXES = (".rq", ".sparql")


def add_sparql_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("query", metavar="查询或文件", help="SPARQL 1.1 查询，或以 .rq、.sparql 结尾的文件")
    parser.add_argument("--format", choices=tuple(_ACCEPT), default="table", help="输出格式，默认 table")


def run_sparql(arguments: argparse.Namespace, source: bytes | StoredGraph | EndpointGraph, settings: Settings) -> int:
    """Run the query on the graph and print its result.

    :raises InputError: the file cannot be read.
    :raises ZerenError: what the service raises.
    """
    result = asyncio.run(_answer(source, _text(arguments.query), _ACCEPT[arguments.format], settings))
    if arguments.format == "table" and result.media_type.endswith("json"):
        _print_table(json.loads(result.body))
    else:
        print(result.body.decode().replace("\r\n", "\n").rstrip("\n"))
    return 0


def _text(query: str) -> str:
    if not query.endswith(_QUERY_SUFFIXES):
        return query
    try:
        return Path(query).read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"查询文件读不到：{query}（{reason_of(error)}）；请检查路径。") from error
    except UnicodeDecodeError as error:
        raise InputError(f"查询文件 {query} 不是 UTF-8；请转成 UTF-8。") from error


async def _answer(
    source: bytes | StoredGraph | EndpointGraph, query: str, accept: str, settings: Settings
) -> SparqlResult:
    async with open_service(source, settings) as service:
        result = await service.answer(SparqlRequest(query, "cli", accept))
    assert result is not None  # every form of query has a format in each of _ACCEPT
    return result


def _print_table(result: dict[str, dict[str, list[dict[str, dict[str, str]]]]]) -> None:
    console = Console(soft_wrap=True, highlight=False)
    if "boolean" in result:
        console.print("是" if result["boolean"] else "否")
        return
    names = [str(name) for name in result["head"]["vars"]]
    table = Table(*(Column(name, overflow="fold") for name in names))
    rows = result["results"]["bindings"]
    for row in rows:
        # Text, because a value in brackets would be taken for a style.
        table.add_row(*(Text(_shown(row[name])) if name in row else "" for name in names))
    console.print(table)
    console.print(f"{len(rows)} 行")


def _shown(term: dict[str, str]) -> str:
    return compact(term["value"]) if term["type"] == "uri" else term["value"]
