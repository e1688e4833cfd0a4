"""What the service and its worker processes say to each other: frames of a kind, a length and bytes."""

import json
import struct
from dataclasses import dataclass
from typing import BinaryIO

HEADER = struct.Struct(">cI")
# Kinds of frames a worker sends.
READY, RESULT, MALFORMED, TOO_LARGE, FAILED = b"Y", b"R", b"M", b"L", b"F"
JOB = b"J"
# A request that names graphs but no default graph has an empty one.
NO_GRAPH = "urn:zeren:no-graph"


@dataclass(frozen=True)
class WorkerConfig:
    """How one worker runs: its graph, a file descriptor of N-Quads or the folder of the engine's own files; the memory
    in bytes that it may take beside the graph, the largest result in bytes, the prefixes to write."""

    graph: int | str
    memory: int
    max_bytes: int
    prefixes: dict[str, str]


@dataclass(frozen=True)
class Job:
    """One query for a worker. ``default_graphs`` and ``named_graphs`` are the protocol's dataset, None when the
    request has none and the query may choose with FROM; ``format`` is the engine's name."""

    query: str
    base: str
    format: str
    default_graphs: list[str] | None = None
    named_graphs: list[str] | None = None


def to_json(value: Job | WorkerConfig) -> str:
    """A job or a configuration as text."""
    return json.dumps(vars(value))


def frame(kind: bytes, payload: bytes = b"") -> bytes:
    """One frame as it goes over the channel."""
    return HEADER.pack(kind, len(payload)) + payload


def read_frame(stream: BinaryIO) -> tuple[bytes, bytes] | None:
    """The next frame (kind, payload), None when the other side has gone."""
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    kind, length = HEADER.unpack(header)
    payload = stream.read(length)
    return (kind, payload) if len(payload) == length else None
