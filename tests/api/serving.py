"""The application served for a test: a real server on a free port of loopback."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI

from api.app import create_app
from kb.settings import Settings
from tests.waiting import PATIENCE_S, until


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
    try:
        until(lambda: server.started or not thread.is_alive())
        assert server.started
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False) as made:
            yield made
    finally:
        server.should_exit = True
        thread.join(PATIENCE_S)
    assert not thread.is_alive(), "the service does not end"


@contextmanager
def command(
    built: Settings, log: Path, *options: str, **settings: str
) -> Iterator[tuple[subprocess.Popen[bytes], httpx.Client]]:
    """``zeren serve`` as it is run, with ``options``, its log in a file."""
    port = free_port()
    environment = {
        **os.environ,
        "ZEREN_SNAPSHOT_DIR": str(built.snapshot_dir),
        "ZEREN_DATA_DIR": str(log.parent / "data"),
        "ZEREN_ENCODER": "none",
        **settings,
    }
    words = [sys.executable, "-m", "kb.cli", "serve", "--port", str(port), *options]
    with (
        log.open("wb") as out,
        # A group of its own, which a test may signal as a terminal or an init system does.
        subprocess.Popen(words, env=environment, stdout=out, stderr=out, start_new_session=True) as process,
    ):
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120, trust_env=False) as client:
                until(lambda: is_up(client) or process.poll() is not None)
                assert process.poll() is None, log.read_text(encoding="utf-8")
                yield process, client
        finally:
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """As whoever runs it ends it; one that does not end is a failure, and does not stay."""
    process.terminate()
    try:
        process.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        raise


def is_up(client: httpx.Client) -> bool:
    """Whether the service answers."""
    try:
        return client.get("/health").is_success
    except httpx.TransportError:
        return False
