"""``zeren serve``: checks that it can, and starts the server."""

import argparse
import os
import socket
from dataclasses import replace

from kb import opening
from kb.access.keys import KEYS_FILE, read_keys
from kb.access.policy import check_start
from kb.errors import InputError, reason_of
from kb.settings import Settings


def add_serve_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen, in place of what the settings say."""
    parser.add_argument("--host", metavar="地址")
    parser.add_argument("--port", type=int, metavar="端口")


def run_serve(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve until stopped.

    :raises InputError: the address cannot be listened on, or others could reach the service and nobody use it.
    :raises SnapshotError: there is nothing to serve.
    """
    import uvicorn  # only this command needs the server

    settings = replace(settings, host=arguments.host or settings.host, port=arguments.port or settings.port)
    check_start(settings, bool(read_keys(settings.data_dir / KEYS_FILE)))
    opening.check_snapshot(settings)
    _check_free(settings.host, settings.port)
    # The application reads its own settings: what it may leave open depends on where it listens.
    os.environ.update(ZEREN_HOST=settings.host, ZEREN_PORT=str(settings.port))
    # By name, because kb does not import api.
    # No log line for each request: it would hold what people asked, and costs more than a short query.
    uvicorn.run(
        "api.app:create_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        access_log=False,
        forwarded_allow_ips=settings.trusted_proxies,
    )
    return 0


def _check_free(host: str, port: int) -> None:
    """Say so plainly when the address cannot be listened on; the server itself would end with a trace.

    :raises InputError: the port is taken or no port, the host is unknown.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except (OSError, OverflowError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else "端口应在 0 到 65535 之间"
        raise InputError(
            f"{host}:{port} 不能监听（{reason}）；请检查 --host 和 --port，或停掉占用端口的程序。"
        ) from error
