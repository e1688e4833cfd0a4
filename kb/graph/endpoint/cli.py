"""``zeren endpoint load`` and ``status``: put the current snapshot's graph into an endpoint, and see what it holds."""

import argparse

from rich.console import Console

from kb.errors import InputError
from kb.graph.endpoint.address import Endpoint, endpoint_of
from kb.graph.endpoint.graph import half_loaded, held_instead
from kb.graph.endpoint.held import Held, held_by
from kb.graph.endpoint.loading import load
from kb.settings import Settings


def add_endpoint_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do."""
    parser.add_argument(
        "action", choices=("load", "status"), metavar="load|status", help="装入当前快照的图谱；看装的是什么"
    )


def run_endpoint(arguments: argparse.Namespace, snapshot: str, nquads: bytes, settings: Settings) -> int:
    """Load the graph, or say whether the endpoint holds it: then 0, else 1.

    :raises InputError: a setting is missing.
    :raises EndpointError: the endpoint is away, refuses, or has not kept all.
    """
    endpoint = _endpoint(settings, writes=arguments.action == "load")
    if arguments.action == "status":
        return _status(endpoint, held_by(endpoint), snapshot)
    console = Console(stderr=True, soft_wrap=True, highlight=False)

    def progress(nth: int, graphs: int, graph: str, triples: int) -> None:
        console.print(f"{nth}/{graphs} 写入 {graph}（{triples} 条三元组）", markup=False)

    held = load(endpoint, snapshot, nquads, progress)
    print(f"SPARQL 端点 {endpoint.query_url} 现在装的是快照 {held.snapshot}；运行中的服务随后自动换用。")
    return 0


def _endpoint(settings: Settings, *, writes: bool) -> Endpoint:
    endpoint = endpoint_of(settings)
    if endpoint is None:
        raise InputError("没有设置 SPARQL 端点；请设置 ZEREN_SPARQL_ENDPOINT（查询的地址）。")
    if writes and not endpoint.store_url:
        raise InputError("没有设置端点的图存储地址；请设置 ZEREN_SPARQL_GRAPH_STORE。")
    return endpoint


def _status(endpoint: Endpoint, held: Held | None, snapshot: str) -> int:
    if held and held.snapshot == snapshot and held.loading:
        print(half_loaded(endpoint))
        return 1
    if held and held.snapshot == snapshot:
        print(f"SPARQL 端点 {endpoint.query_url} 装的是当前的快照 {snapshot}，{len(held.graphs)} 个图。")
        return 0
    print(held_instead(endpoint, held, snapshot))
    return 1
