"""Milvus out of reach: taken by another process, gone and back, or set in a way that cannot be."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bench.made_passages import made_passages
from kb.errors import InputError, SnapshotError
from kb.inputs import fingerprint
from kb.search.index import Hit
from kb.search.large.index import LargeIndex
from kb.search.large.milvus_store import MilvusStores
from kb.settings import Settings
from tests.api.serving import free_port
from tests.processes import processes_with
from tests.search.test_milvus import built, opened
from tests.waiting import until

_MADE = made_passages(200)
_HOLDER = (
    "import sys; from pymilvus import MilvusClient; c = MilvusClient(sys.argv[1]); print('open', flush=True); input()"
)


def test_a_path_that_another_process_has_open_is_said(tmp_path: Path) -> None:
    path = str(tmp_path / "data.db")
    command = [sys.executable, "-c", _HOLDER, path]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(SnapshotError, match="正被另一个进程打开.*milvus-lite server"):
            built(tmp_path / "search", _MADE[:10], MilvusStores(path))
        holder.communicate("\n")


def test_a_path_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "data.db").write_bytes(b"SQLite format 3")
    with pytest.raises(SnapshotError, match=r"data\.db 用不了"):
        built(tmp_path / "search", _MADE[:10], MilvusStores(str(tmp_path / "data.db")))


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _found(index: LargeIndex, text: str) -> list[Hit]:
    try:
        return index.search(text)
    except SnapshotError:
        return []


@contextmanager
def _server(data: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "milvus_lite", "server", "--data-dir", str(data)]
    with subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            until(lambda: _listens(port))
            yield process
        finally:
            process.kill()


def test_a_server_that_goes_is_said_and_is_found_again(tmp_path: Path) -> None:
    port = free_port()
    stores = MilvusStores(f"http://127.0.0.1:{port}")
    with _server(tmp_path / "data", port):
        folder = built(tmp_path / "search", _MADE, stores)
        index = opened(folder, stores)
        right = index.search(_MADE[70].text)
    for needs in (lambda: index.search(_MADE[70].text), lambda: opened(folder, stores)):
        with pytest.raises(SnapshotError, match=rf"127\.0\.0\.1:{port}.*服务器是否在运行"):
            needs()
    with _server(tmp_path / "data", port):
        until(lambda: _found(index, _MADE[70].text) == right)
    assert not processes_with("milvus_lite", str(tmp_path))


@pytest.mark.parametrize(
    ("given", "said", "unsaid"),
    [
        ({"milvus_uri": "data.db", "workers": 2}, "ZEREN_WORKERS=1", ""),
        ({"milvus_uri": f"http://root:{'secret'}@host:19530"}, "ZEREN_MILVUS_TOKEN", "secret"),
        ({"milvus_uri": "host:19530"}, "http://", ""),
        ({"milvus_uri": "http://host/data.db"}, "http://", ""),
    ],
    ids=["processes", "password", "no scheme", "both"],
)
def test_settings_that_cannot_be_are_said(given: dict[str, Any], said: str, unsaid: str) -> None:
    with pytest.raises(InputError, match=said) as raised:
        Settings(**given)
    assert not unsaid or unsaid not in str(raised.value)


def test_no_build_is_passed_over_because_nothing_is_new(tmp_path: Path) -> None:
    # What was put into Milvus may be there no more, and then the advice is to build.
    assert fingerprint(Settings(corpus_dir=tmp_path), []) is not None
    assert fingerprint(Settings(corpus_dir=tmp_path, milvus_uri=str(tmp_path / "data.db")), []) is None


def test_the_token_is_in_no_repr() -> None:
    chosen = Settings(milvus_uri="https://host:19530", milvus_token="root:secret")
    assert "secret" not in repr(chosen)
