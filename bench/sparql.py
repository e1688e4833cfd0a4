"""Short queries over HTTP: /sparql, its own and over an endpoint, beside `oxigraph serve`, which is that endpoint, and
rdflib-endpoint; on the same graph, in one run.

Needs the extra `bench`. One client on one connection, every query text another one (rdflib-endpoint keeps parsed
queries); the servers take turns in short rounds, so that what else the machine does falls on all of them.
"""

import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bench.graph import DATA, UNITS, nquads, tasks_of
from bench.sparql_app import GRAPH_VARIABLE, SNAPSHOT
from kb.graph.endpoint.address import Endpoint as Address
from kb.graph.endpoint.loading import load
from kb.identifiers import ONTOLOGY

TRIPLES = 100_000
_ROUNDS, _ROUND_S, _START_S = 7, 0.5, 900
_BIN = Path(sys.executable).parent
_PREFIXES = (
    f"PREFIX zr: <{ONTOLOGY}> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    "PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
)
# Shapes of short queries; {task} and {unit} differ from request to request.
QUERIES = {
    "units_of_a_task": f"SELECT ?unit ?name {{{{ ?unit zr:leads|zr:participatesIn <{DATA}task/{{task}}> ; skos:prefLabel ?name }}}}",
    "led_and_due": f"SELECT ?task ?due {{{{ <{DATA}unit/{{unit}}> zr:leads ?task . ?task zr:dueDate ?due "
    "FILTER(?due < '2025-01-01'^^xsd:date) }}",
    "task_to_issuer": f"SELECT ?title ?name {{{{ <{DATA}task/{{task}}> zr:cites ?document . ?document dcterms:title ?title ; "
    "zr:issuer ?issuer . ?issuer skos:prefLabel ?name }}",
}


@dataclass(frozen=True)
class Endpoint:
    """A server under measurement."""

    name: str
    port: int
    path: str


def sparql_rates() -> dict[str, object]:
    """Requests a second of each server and query, medians of the rounds, and the ratios of ours to the others'."""
    graph = nquads(TRIPLES)
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        (folder / "graph.nq").write_bytes(graph)
        (folder / "graph.nt").write_bytes(re.sub(rb" <[^<>]*> \.\n", b" .\n", graph))
        endpoints = [stack.enter_context(server(folder)) for server in (_ours, _oxigraph, _rdflib_endpoint)]
        endpoints.append(stack.enter_context(_ours_over(endpoints[1], graph)))
        rates = {query: _rates(endpoints, text, tasks_of(graph)) for query, text in QUERIES.items()}
    return {
        "triples": graph.count(b"\n"),
        "requests_per_second": rates,
        "ratio_to_oxigraph": {query: by["zeren"] / by["oxigraph"] for query, by in rates.items()},
        "ratio_of_forwarding": {query: by["zeren over oxigraph"] / by["zeren"] for query, by in rates.items()},
        "ratio_to_rdflib_endpoint": {query: by["zeren"] / by["rdflib-endpoint"] for query, by in rates.items()},
    }


def _rates(endpoints: Sequence[Endpoint], query: str, tasks: int) -> dict[str, float]:
    found: dict[str, list[float]] = {endpoint.name: [] for endpoint in endpoints}
    numbers = iter(range(10**9))
    for _ in range(_ROUNDS):
        for endpoint in endpoints:
            found[endpoint.name].append(
                _rate(endpoint, lambda: query.format(task=next(numbers) % tasks, unit=next(numbers) % UNITS))
            )
    return {name: statistics.median(rates) for name, rates in found.items()}


def _rate(endpoint: Endpoint, query: Callable[[], str]) -> float:
    """Requests a second over one connection; every answer must be 200."""
    with socket.create_connection(("127.0.0.1", endpoint.port), timeout=30) as connection:
        done, started = 0, time.perf_counter()
        while time.perf_counter() - started < _ROUND_S:
            _ask(connection, endpoint, _PREFIXES + query())
            done += 1
        return done / (time.perf_counter() - started)


def _ask(connection: socket.socket, endpoint: Endpoint, query: str) -> None:
    connection.sendall(
        f"GET {endpoint.path}?query={quote(query)} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        "Accept: application/sparql-results+json\r\n\r\n".encode()
    )
    data = b""
    while not _complete(data):
        piece = connection.recv(65_536)
        if not piece:
            raise ConnectionError(f"{endpoint.name} hung up")
        data += piece
    if not data.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"{endpoint.name}: {data[:300]!r}")


def _complete(data: bytes) -> bool:
    head, separator, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
    if length:
        return len(body) >= int(length[1])
    return bool(separator) and body.endswith(b"0\r\n\r\n")


@contextmanager
def _ours(folder: Path) -> Iterator[Endpoint]:
    with _application("zeren", {GRAPH_VARIABLE: str(folder / "graph.nq")}) as endpoint:
        yield endpoint


@contextmanager
def _ours_over(other: Endpoint, graph: bytes) -> Iterator[Endpoint]:
    url = f"http://127.0.0.1:{other.port}"
    load(Address(f"{url}/query", f"{url}/store"), SNAPSHOT, graph, lambda *_: None)
    with _application(f"zeren over {other.name}", {"ZEREN_SPARQL_ENDPOINT": f"{url}/query"}) as endpoint:
        yield endpoint


@contextmanager
def _application(name: str, environment: dict[str, str]) -> Iterator[Endpoint]:
    port = free_port()
    options = ["--factory", "--port", str(port), "--no-access-log", "--log-level", "warning"]
    command = [sys.executable, "-m", "uvicorn", "bench.sparql_app:create", *options]
    with _running(command, port, environment):
        yield Endpoint(name, port, "/sparql")


@contextmanager
def _oxigraph(folder: Path) -> Iterator[Endpoint]:
    port, store = free_port(), str(folder / "store")
    for action in (["load", "-l", store, "-f", str(folder / "graph.nt")], ["optimize", "-l", store]):
        subprocess.run([str(_BIN / "oxigraph"), *action], check=True, capture_output=True)
    with _running([str(_BIN / "oxigraph"), "serve", "-l", store, "-b", f"127.0.0.1:{port}"], port):
        yield Endpoint("oxigraph", port, "/query")


@contextmanager
def _rdflib_endpoint(folder: Path) -> Iterator[Endpoint]:
    port = free_port()
    command = [str(_BIN / "rdflib-endpoint"), "serve", "--host", "127.0.0.1", "--port", str(port)]
    with _running([*command, str(folder / "graph.nt")], port):
        yield Endpoint("rdflib-endpoint", port, "/")


@contextmanager
def _running(command: Sequence[str], port: int, environment: dict[str, str] | None = None) -> Iterator[None]:
    """The server while it is used, from the moment it takes connections."""
    process = subprocess.Popen(
        command, env={**os.environ, **(environment or {})}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(port, process)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Wait until the server on ``port`` takes connections."""
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"no server on port {port}: {process.args!r}")


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
