"""The application served for a test: a real server on a free port of loopback."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import httpx
import uvicorn
from fastapi import FastAPI

from api.app import create_app
from kb.settings import Settings


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
