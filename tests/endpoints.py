"""SPARQL servers of other make, started on loopback for a test: Oxigraph's (a package) and Virtuoso (a program)."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from kb.settings import Settings

_PATIENCE_S = 120
# The password that a new Virtuoso database has.
_VIRTUOSO_USER = _VIRTUOSO_PASSWORD = "dba"  # noqa: S105
_VIRTUOSO_INI = """[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temp.db
TransactionFile = temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 10000
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 8
[SPARQL]
ResultSetMaxRows = {rows}
"""


@contextmanager
def oxigraph(settings: Settings, folder: Path, port: int = 0) -> Iterator[Settings]:
    """The settings with an ``oxigraph serve`` as their endpoint, which holds what it last held in this folder."""
    port = port or free_ports(1)[0]
    program = Path(sys.executable).with_name("oxigraph")
    with _running([str(program), "serve", "--location", "store", "--bind", f"127.0.0.1:{port}"], port, folder):
        url = f"http://127.0.0.1:{port}"
        yield replace(settings, sparql_endpoint=f"{url}/query", sparql_graph_store=f"{url}/store")


@contextmanager
def virtuoso(settings: Settings, folder: Path, rows: int = 1_000_000) -> Iterator[Settings]:
    """The settings with an empty Virtuoso, which gives at most ``rows`` rows, as their endpoint."""
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip("no virtuoso-t: make programs installs it (virtuoso-opensource-7-bin)")
    sql, http = free_ports(2)
    (folder / "virtuoso.ini").write_text(_VIRTUOSO_INI.format(sql=sql, http=http, rows=rows))
    with _running([program, "+configfile", "virtuoso.ini", "+foreground"], http, folder):
        url = f"http://127.0.0.1:{http}"
        yield replace(
            settings,
            sparql_endpoint=f"{url}/sparql",
            sparql_graph_store=f"{url}/sparql-graph-crud-auth",
            sparql_user=_VIRTUOSO_USER,
            sparql_password=_VIRTUOSO_PASSWORD,
        )


ENGINES: dict[str, Callable[[Settings, Path], AbstractContextManager[Settings]]] = {
    "oxigraph": oxigraph,
    "virtuoso": virtuoso,
}


@contextmanager
def _running(command: Sequence[str], port: int, folder: Path) -> Iterator[None]:
    """The server, from the moment it takes connections."""
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + _PATIENCE_S
        while not _listens(port):
            assert process.poll() is None, (folder / "server.log").read_text(errors="replace")
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield
    finally:
        process.kill()
        process.wait()


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def free_ports(count: int) -> list[int]:
    """Ports of loopback that nobody listens on."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()
