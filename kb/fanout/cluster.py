"""The workers of a Dask cluster, which have Zeren of this version installed and nothing else of this machine."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from distributed import CancelledError, Client, KilledWorker

from kb.errors import ClusterError
from kb.fanout.contract import Shared
from kb.settings import ROOT

_CONNECT_S = 5
# So long a restart of the workers may take.
_GONE_S = 60
# The folders whose files decide what comes of a document.
_OWN = ("kb", "ontology")


@contextmanager
def cluster(address: str) -> Iterator[Shared]:
    """The workers of the scheduler at ``address``, to share works out to.

    :raises ClusterError: the scheduler does not answer, has no worker, or a worker runs another version of Zeren; while
        they work, all workers or the scheduler are gone, or workers end again and again.
    """
    try:
        client: Any = Client(address, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"连不上 Dask 调度器 {address}（{error}）；请检查 ZEREN_DASK_SCHEDULER 和调度器是否在运行。"
        ) from error
    with client:
        workers = sum(client.nthreads().values())
        if not workers:
            raise ClusterError(f"Dask 调度器 {address} 没有工作进程；请在各台机器上运行 dask worker {address}。")
        _check_versions(client)
        try:
            yield Shared(client.get_executor(pure=False, retries=2), workers, _Doubts(client, address))
        except (KilledWorker, CancelledError) as error:
            raise ClusterError(
                f"Dask 的工作进程屡次中断（{error}），原有快照没有改动；请看它们的日志，内存是否不足。"
            ) from error


class _Doubts:
    """Whether there is still somebody to do the work."""

    def __init__(self, client: Any, address: str) -> None:  # noqa: ANN401 - Dask gives no types
        self._client, self._address = client, address
        self._seen = time.monotonic()

    def __call__(self) -> None:
        """:raises ClusterError: there has been nobody for a while."""
        if self._client.status == "running" and self._client.nthreads():
            self._seen = time.monotonic()
        elif time.monotonic() - self._seen > _GONE_S:
            raise ClusterError(
                f"Dask 调度器 {self._address} 或它的工作进程都没有了，原有快照没有改动；请重新运行它们，再 zeren build。"
            )


def _check_versions(client: Client) -> None:
    own = version()
    others = sorted(worker for worker, found in client.run(version, on_error="return").items() if found != own)
    if others:
        raise ClusterError(
            f"这些 Dask 工作进程没有装 Zeren，或不是与本机相同的版本：{'、'.join(others)}；请装好同一版本后重启它们。"
        )


def version() -> str:
    """The hash of the code and the rules of this machine."""
    digest = hashlib.sha256()
    for folder in _OWN:
        for path in sorted(_files(ROOT / folder)):
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
