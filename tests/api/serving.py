"""The application served for a test: a real server on a free port of loopback."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI

from api.app import create_app
from kb.settings import Settings

PATIENCE_S = 90


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def served(settings: Settings) -> AbstractContextManager[httpx.Client]:
    """A client of the application over the current snapshot of ``settings``."""
    return running(create_app(settings))


@contextmanager
def running(app: FastAPI) -> Iterator[httpx.Client]:
    """A client of ``app``."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.05)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False) as made:
        yield made
    server.should_exit = True
    thread.join(timeout=10)


@contextmanager
def command(built: Settings, log: Path, **settings: str) -> Iterator[tuple[subprocess.Popen[bytes], httpx.Client]]:
    """``zeren serve`` as it is run, its log in a file."""
    port = free_port()
    environment = {
        **os.environ,
        "ZEREN_SNAPSHOT_DIR": str(built.snapshot_dir),
        "ZEREN_DATA_DIR": str(log.parent / "data"),
        "ZEREN_ENCODER": "none",
        **settings,
    }
    words = [sys.executable, "-m", "kb.cli", "serve", "--port", str(port)]
    with log.open("wb") as stderr, subprocess.Popen(words, env=environment, stderr=stderr) as process:
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120, trust_env=False) as client:
                wait_for(lambda: is_up(client))
                yield process, client
        finally:
            process.terminate()


def is_up(client: httpx.Client) -> bool:
    """Whether the service answers."""
    try:
        return client.get("/health").is_success
    except httpx.TransportError:
        return False


def wait_for(ready: Callable[[], bool]) -> None:
    """Wait until ``ready``, for as long as the slowest machine takes."""
    deadline = time.monotonic() + PATIENCE_S
    while not ready():
        assert time.monotonic() < deadline
        time.sleep(0.05)
