"""The counts of all processes of the service as one, whichever of them is asked; of one process they are its own."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from kb.serving import COUNTS_VARIABLE

SERVED = "zeren_snapshot_info"
# Of each process the library writes the gauges of those that live into one file.
_LIVING = "gauge_livesum_*.db"
# What makes sense as a sum over processes.
_SUMMED = (
    "process_virtual_memory_bytes",
    "process_resident_memory_bytes",
    "process_cpu_seconds",
    "process_open_fds",
)


def gathered(registry: CollectorRegistry) -> CollectorRegistry:
    """A registry of what is counted in ``registry``, here and in the other processes, and of what the processes take."""
    folder = os.environ.get(COUNTS_VARIABLE)
    gathering = CollectorRegistry()
    # First: it removes what processes that ended have left.
    gathering.register(_Processes(Path(folder) if folder else None))
    counts = MultiProcessCollector(None, folder) if folder else registry  # type: ignore[no-untyped-call]
    gathering.register(_Served(counts))
    return gathering


class _Served(Collector):
    """All but the snapshots that nobody serves any more."""

    def __init__(self, counts: Collector) -> None:
        self._counts = counts

    def collect(self) -> Iterator[Metric]:
        for metric in self._counts.collect():
            if metric.name == SERVED:
                metric.samples = [sample for sample in metric.samples if sample.value]
            yield metric


class _Processes(Collector):
    """Memory, processor time and open files, of all processes together."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def collect(self) -> Iterable[Metric]:
        if self._folder is None:
            return ProcessCollector(registry=None).collect()
        found: dict[str, Metric] = {}
        for pid in _living(self._folder):
            for metric in ProcessCollector(pid=lambda pid=pid: pid, registry=None).collect():  # type: ignore[misc]
                if metric.name in _SUMMED:
                    _add(found.setdefault(metric.name, metric), metric)
        return found.values()


def _living(folder: Path) -> list[int]:
    """The processes that count into ``folder``; the gauges of those that ended are removed."""
    pids = [int(path.stem.rpartition("_")[2]) for path in folder.glob(_LIVING)]
    for pid in pids:
        if not _lives(pid):
            mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]
    return [pid for pid in pids if _lives(pid)]


def _lives(pid: int) -> bool:
    """Whether there is such a process, and not only its exit code, which nobody has asked for yet."""
    try:
        return bool(Path("/proc", str(pid), "cmdline").read_bytes())
    except OSError:
        return False


def _add(total: Metric, other: Metric) -> None:
    if total is not other:
        total.samples = [
            one._replace(value=one.value + more.value) for one, more in zip(total.samples, other.samples, strict=True)
        ]
