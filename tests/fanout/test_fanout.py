"""Builds of many documents: the same snapshot from this process, from others and from a Dask cluster."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from distributed import LocalCluster

from kb.errors import ClusterError, ExhaustedError, InputError
from kb.fanout import fanout
from kb.fanout.cluster import version
from kb.intake.library import build_paths
from kb.settings import ROOT, Settings
from tests.processes import processes_with
from tests.waiting import PATIENCE_S, until

_COUNT = 9
_NOWHERE = "tcp://127.0.0.1:9"


def _plans(folder: Path) -> list[Path]:
    """Plans that cite one another, of one county and of others, so that no document can be read alone."""
    files = []
    for number in range(_COUNT):
        place, other = f"{'甲乙丙'[number % 3]}川县", (number + 1) % _COUNT
        file = folder / f"plan-{number}.txt"
        file.write_text(
            f"{place}第{number}类防汛规划\n一、主要任务\n1.加固堤防。落实《{'甲乙丙'[other % 3]}川县第{other}类防汛规划》。"
            f"2023年6月底前完成。（责任单位：县水利局牵头，县教育局、各镇（街道）配合）\n2.疏浚河道。疏浚{number + 3}条河道。\n",
            encoding="utf-8",
        )
        files.append(file)
    return files


def _settings(folder: Path, **more: object) -> Settings:
    return Settings(snapshot_dir=folder / "snapshots", data_dir=folder / "data", encoder="none", **more)  # type: ignore[arg-type]


def _built(folder: Path, files: Sequence[Path], **more: object) -> str:
    told: list[tuple[int, int]] = []
    snapshot, report = build_paths(_settings(folder, **more), files, lambda done, total, _: told.append((done, total)))
    assert len(report["documents"]) == _COUNT
    # passages are counted apart
    steps = [done for done, total in told if total == told[0][1]]
    assert steps == sorted(steps), "progress does not go back"
    return snapshot.id


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a scheduler with two workers, each a process of its own."""
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0") as local:
        yield local.scheduler_address


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], str]:
    """The plans, and the snapshot that one process makes of them."""
    folder = tmp_path_factory.mktemp("plain")
    files = _plans(folder)
    return files, _built(folder, files, build_processes=1)


def test_two_processes_build_the_same(plain: tuple[list[Path], str], tmp_path: Path) -> None:
    files, snapshot = plain
    assert _built(tmp_path, files, build_processes=2) == snapshot


def test_a_cluster_builds_the_same(plain: tuple[list[Path], str], tmp_path: Path, cluster: str) -> None:
    files, snapshot = plain
    assert _built(tmp_path, files, dask_scheduler=cluster) == snapshot


@pytest.mark.parametrize("where", ["processes", "cluster"])
def test_a_file_that_cannot_be_read_is_told_as_ever(where: str, tmp_path: Path, cluster: str) -> None:
    files = _plans(tmp_path)
    files[4].write_bytes(b"\x7fELF" + bytes(500))
    more: dict[str, object] = {"build_processes": 2} if where == "processes" else {"dask_scheduler": cluster}
    with pytest.raises(InputError, match=r"plan-4\.txt"):
        _built(tmp_path, files, **more)
    assert not (tmp_path / "snapshots" / "current").exists()


def test_a_scheduler_that_is_not_there_is_named(tmp_path: Path) -> None:
    settings = _settings(tmp_path, dask_scheduler=_NOWHERE)
    with pytest.raises(ClusterError, match=_NOWHERE), fanout(settings, _COUNT):
        pass


def test_workers_of_another_version_get_no_work(cluster: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # of this machine the version is another than the workers', which read theirs from the same files
    monkeypatch.setattr("kb.fanout.cluster._OWN", ("kb",))
    assert len(version()) == 64
    with pytest.raises(ClusterError, match="相同的版本"), fanout(_settings(tmp_path, dask_scheduler=cluster), _COUNT):
        pass


def _die(items: Sequence[int]) -> list[int]:
    os.kill(os.getpid(), signal.SIGKILL)
    return list(items)


def test_a_process_that_is_killed_ends_the_build_with_a_word(tmp_path: Path) -> None:
    # as the system does where memory runs out
    with pytest.raises(ExhaustedError, match="ZEREN_BUILD_PROCESSES"), fanout(_settings(tmp_path), _COUNT) as fan:
        fan(_die, range(_COUNT))


def test_workers_that_die_of_the_work_end_it_with_a_word(tmp_path: Path, cluster: str) -> None:
    settings = _settings(tmp_path, dask_scheduler=cluster)
    with pytest.raises(ClusterError, match="屡次中断"), fanout(settings, _COUNT) as fan:
        fan(_die, range(_COUNT))


def test_a_cluster_that_loses_all_its_workers_ends_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.fanout.cluster._GONE_S", 0)
    monkeypatch.setattr("kb.fanout.contract._LOOK_S", 0.1)
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address="127.0.0.1:0") as local:
        settings = _settings(tmp_path, dask_scheduler=local.scheduler_address)
        with fanout(settings, _COUNT) as fan:
            local.scale(0)
            with pytest.raises(ClusterError, match="都没有了"):
                fan(_wait, range(_COUNT))


def _wait(items: Sequence[int]) -> list[int]:
    time.sleep(PATIENCE_S)
    return list(items)


def test_processes_end_with_a_build_that_is_killed(tmp_path: Path) -> None:
    build = subprocess.Popen([sys.executable, "-m", "tests.fanout.hanging", str(tmp_path)], cwd=ROOT)
    try:
        until(lambda: len(list(tmp_path.iterdir())) == 2)
    finally:
        build.kill()
        build.wait(PATIENCE_S)
    workers = [int(path.name) for path in tmp_path.iterdir()]
    until(lambda: not set(workers) & set(processes_with("")))
