"""The connection to Milvus: a server or cluster by its address, or milvus-lite, whose data are a path that ends in .db."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kb.errors import SnapshotError, reason_of
from kb.files import is_locked

# A server in the same network answers at once or not at all.
CALL_S = 10
_LITE_LOCK = "LOCK"  # the name milvus-lite gives it in its folder
# Of what Milvus says, which may be long.
_SAID_CHARS = 200
# A server that was gone is looked for every second or two, not ever more seldom, by each client for itself; and servers
# that do not count on many pings, as milvus-lite, are not pinged every ten seconds.
_CHANNEL = {
    "grpc.max_reconnect_backoff_ms": 2_000,
    "grpc.use_local_subchannel_pool": 1,
    "grpc.keepalive_time_ms": 330_000,
}
_CLIENTS: dict[tuple[str, str], Any] = {}
_MAKING = threading.Lock()


@contextmanager
def connected(uri: str, token: str) -> Iterator[Any]:
    """The client of ``uri``, one for each process, which several threads may use and which finds a server again.

    :raises SnapshotError: Milvus is not installed, cannot be reached, or refuses what is asked within the block.
    """
    try:
        from grpc import RpcError
        from pymilvus.exceptions import MilvusException
    except ImportError as error:
        raise SnapshotError(
            f"设了 ZEREN_MILVUS_URI，但没有装 Milvus 的客户端（{error.name}）；请安装附加项 milvus，或去掉这项设置。"
        ) from error
    try:
        with _MAKING:
            if (uri, token) not in _CLIENTS:
                _CLIENTS[uri, token] = _new_client(uri, token)
        yield _CLIENTS[uri, token]
    except (MilvusException, RpcError) as error:
        said = str(getattr(error, "message", error)).strip().partition("\n")[0][:_SAID_CHARS]
        todo = (
            "请检查这个目录是不是由现在这一版的 milvus-lite 建立、能不能写"
            if is_lite(uri)
            else "请检查服务器是否在运行、地址是否写对、ZEREN_MILVUS_TOKEN 是否有效"
        )
        raise SnapshotError(f"Milvus（ZEREN_MILVUS_URI={uri}）连不上或没有做成（{said}）；{todo}，再重试。") from error


def is_lite(uri: str) -> bool:
    """Whether this is a path of milvus-lite, which one process at a time has open."""
    return uri.endswith(".db")


def _new_client(uri: str, token: str) -> Any:  # noqa: ANN401 - pymilvus has no types
    from pymilvus import MilvusClient

    # What fails is raised, and said here; their own loggers would write traces between the lines of the service.
    for name in ("pymilvus", "milvus_lite", *(["grpc._server"] if is_lite(uri) else [])):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    if is_lite(uri):
        _check_folder(Path(uri))
    # Milvus-lite is reached over loopback, whatever proxy the machine has for the rest of the world.
    options = {**_CHANNEL, "grpc.enable_http_proxy": int(not is_lite(uri))}
    return MilvusClient(uri, token=token, timeout=CALL_S, grpc_options=options)


def _check_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
        taken = is_locked(path / _LITE_LOCK)
    except OSError as error:
        raise SnapshotError(
            f"Milvus 的数据目录 {path} 用不了（{reason_of(error)}）；请检查权限，或者在 ZEREN_MILVUS_URI 里换一个路径。"
        ) from error
    if taken:
        raise SnapshotError(
            f"Milvus 的数据 {path} 正被另一个进程打开，milvus-lite 的数据一次只能由一个进程打开；请先停下那个进程"
            "（如 zeren serve），或者用 milvus-lite server 起一个服务器，把 ZEREN_MILVUS_URI 改为它的 http:// 地址。"
        )
