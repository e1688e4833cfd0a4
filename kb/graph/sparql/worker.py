"""One worker process: loads the graph, shuts itself in, answers queries one after another until its end.

It imports nothing heavy, so that a replacement stands at once. It has no deadline of its own: no
query can be cancelled in the engine, so the service kills the process.
"""

import io
import json
import mmap
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import pyoxigraph as ox

from kb.graph.oxigraph import in_files, in_memory
from kb.graph.sparql.results import Result, write
from kb.graph.sparql.sandbox import limit, shut_in
from kb.graph.sparql.wire import FAILED, MALFORMED, NO_GRAPH, READY, RESULT, TOO_LARGE, WorkerConfig, frame, read_frame

if TYPE_CHECKING:
    from typing_extensions import Buffer

# The engine goes down one level for each level of a query; a big stack takes what the guard lets through.
_STACK = 256 * 1024 * 1024


class _FullError(Exception):
    """The result is over its limit."""


class _Output(io.BytesIO):
    """A writer that stops the engine past ``limit`` bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.full = False
        self._limit = limit

    def write(self, data: "Buffer") -> int:
        """Take a piece of the result. :raises _FullError: it is one too many."""
        if self.tell() + memoryview(data).nbytes > self._limit:
            self.full = True
            raise _FullError
        return super().write(data)


def main(channel: int, config: str) -> None:
    """Serve the channel, an inherited file descriptor, until the other side closes it."""
    chosen = WorkerConfig(**json.loads(config))
    # First, since the engine of a graph in files starts threads of its own.
    filtered = shut_in()
    store = _load(chosen.graph)
    # A graph in files opens them as it needs them.
    limit(chosen.memory + _STACK, len(os.listdir(chosen.graph)) if isinstance(chosen.graph, str) else 0)
    threading.stack_size(_STACK)
    thread = threading.Thread(target=_serve, args=(store, channel, chosen, filtered))
    thread.start()
    thread.join()


def _load(graph: int | str) -> ox.Store:
    """The graph: in files, or in memory, out of a file that the workers share: each reads it through a map with a place
    of its own."""
    if isinstance(graph, str):
        return in_files(Path(graph))
    try:
        if not os.fstat(graph).st_size:
            return ox.Store()
        with mmap.mmap(graph, 0, access=mmap.ACCESS_READ) as data:
            return in_memory(cast(BinaryIO, data))
    finally:
        os.close(graph)


def _serve(store: ox.Store, channel: int, config: WorkerConfig, filtered: bool) -> None:
    with os.fdopen(channel, "rb") as incoming, os.fdopen(os.dup(channel), "wb") as outgoing:
        _send(outgoing, READY, b"1" if filtered else b"0")
        while (received := read_frame(incoming)) is not None:
            _send(outgoing, *_answer(store, json.loads(received[1]), config))


def _send(stream: BinaryIO, kind: bytes, payload: bytes) -> None:
    stream.write(frame(kind, payload))
    stream.flush()


def _answer(store: ox.Store, job: dict[str, object], config: WorkerConfig) -> tuple[bytes, bytes]:
    """The kind and the payload of the answer: the result, or the engine's own words."""
    output = _Output(config.max_bytes)
    try:
        write(_result(store, job), str(job["format"]), output, config.prefixes)
    except SyntaxError as error:
        return MALFORMED, str(error).encode()
    except MemoryError:
        # Python's share gave out instead of the engine's, which aborts: the service is to see the same.
        os.abort()
    except Exception as error:  # whatever the engine says; an overflow may come back as an error of its own
        return (TOO_LARGE, b"") if output.full else (FAILED, str(error).encode())
    return RESULT, output.getvalue()


def _result(store: ox.Store, job: dict[str, object]) -> Result:
    default, named = job["default_graphs"], job["named_graphs"]
    options: dict[str, object] = {"base_iri": job["base"]}
    if isinstance(default, list) and isinstance(named, list):
        options["default_graph"] = [ox.NamedNode(iri) for iri in default or [NO_GRAPH]]
        options["named_graphs"] = [ox.NamedNode(iri) for iri in named]
    return store.query(str(job["query"]), **options)  # type: ignore[arg-type]
