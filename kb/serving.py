"""``zeren serve`` and ``zeren mcp``: check that they can, and start what ``api`` has, by name: kb does not import it."""

import argparse
import os
import socket
import tempfile
from dataclasses import replace
from importlib import import_module
from urllib.parse import quote, urlsplit

from kb import collector, logs
from kb.access.keys import KEYS_FILE, read_keys
from kb.access.policy import check_start
from kb.errors import InputError, reason_of
from kb.forking import fork_from
from kb.settings import Settings
from kb.snapshot import open_current

# How long a service that is told to end goes on with what it is answering.
_PATIENCE_S = 30
# A worker that says nothing for so long is taken for hung and replaced. One that starts says nothing while it imports,
# which takes a busy machine longer than the few seconds that uvicorn would wait.
_HUNG_S = 120
_WORKER = "api.worker"
_GIVEN = ("host", "port", "workers")
# Where prometheus_client looks for the directory that processes count into.
COUNTS_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
# The file of a snapshot whose vectors are in Milvus.
IN_MILVUS = "search/milvus.json"


def add_serve_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen, in place of what the settings say."""
    parser.add_argument("--host", metavar="地址")
    parser.add_argument("--port", type=int, metavar="端口")
    parser.add_argument("--workers", type=int, metavar="个数")


def run_serve(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve until stopped.

    :raises InputError: the address cannot be listened on, others could reach the service and nobody use it, or a chat
        platform is set in part.
    :raises SnapshotError: there is nothing to serve.
    """
    given = {name: value for name in _GIVEN if (value := getattr(arguments, name)) is not None}
    settings = replace(settings, **given)
    check_start(settings, bool(read_keys(settings.data_dir / KEYS_FILE)))
    _check_snapshot(settings)
    # Said once and here: workers that cannot start are tried again for ever.
    import_module("api.channels.im.linking").check_platforms(settings)
    _check_free(settings.host, settings.port)
    # The application reads its own settings: what it may leave open depends on where it listens.
    os.environ.update(ZEREN_HOST=settings.host, ZEREN_PORT=str(settings.port))
    logs.configure(settings)
    if settings.workers == 1:
        _listen(settings, "api.app:create_app")
        return 0
    with tempfile.TemporaryDirectory(prefix="zeren-metrics-") as folder:
        # The workers count into files here, and whichever is asked for /metrics adds them up.
        os.environ[COUNTS_VARIABLE] = folder
        _listen(settings, f"{_WORKER}:create_worker")
    return 0


def _listen(settings: Settings, application: str) -> None:
    several = fork_from(_WORKER) if settings.workers > 1 else None
    # only this command needs the server
    import uvicorn

    if several is not None:
        from kb.supervising import watch_closely

        watch_closely(several)
    else:
        with collector.put_off():
            import_module("api.app")
            collector.leave_alone()
    # uvicorn's line for each request would hold what people asked; api.observing writes one that does not.
    uvicorn.run(
        application,
        factory=True,
        host=settings.host,
        port=settings.port,
        # What a proxy that serves this under a path has taken off the path of a request.
        root_path=quote(urlsplit(settings.public_url).path, safe="/%"),
        workers=settings.workers,
        http="api.heads:BoundedHeads",
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=_PATIENCE_S,
        timeout_worker_healthcheck=_HUNG_S,
        forwarded_allow_ips=settings.trusted_proxies,
    )


def run_mcp(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve MCP on standard input and output until the input ends; nothing else is written to the output.

    :raises SnapshotError: there is nothing to serve.
    """
    _check_snapshot(settings)
    logs.configure(settings)
    import_module("api.channels.mcp.stdio").run(settings)
    return 0


def _check_snapshot(settings: Settings) -> None:
    """Whether there is something to serve.

    :raises SnapshotError: there is no good snapshot, or its vectors are in Milvus and cannot be reached.
    :raises EndpointError: the endpoint that should hold its graph is away, or holds another.
    """
    snapshot = open_current(settings.snapshot_dir)
    if settings.sparql_endpoint:
        # Loaded where it is needed: who watches over workers starts at once.
        from kb.opening_graph import graph_source

        graph_source(snapshot, settings)
    if settings.milvus_uri or IN_MILVUS in snapshot.files:
        from kb.opening import check_vectors  # as above

        check_vectors(snapshot, settings)


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
