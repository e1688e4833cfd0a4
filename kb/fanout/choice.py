"""Which way the settings ask for."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from kb.fanout.contract import Fanout, Shared, here
from kb.fanout.processes import processes
from kb.settings import Settings

# With fewer items, starting processes takes as long as the work.
_FEW = 8


@contextmanager
def fanout(settings: Settings, count: int) -> Iterator[Fanout]:
    """How works over about ``count`` items are shared out.

    :raises ClusterError: the Dask cluster cannot be used, or ends.
    :raises ExhaustedError: a process of this machine was killed.
    """
    wanted = settings.build_processes or os.cpu_count() or 1
    if count < _FEW or (wanted < 2 and not settings.dask_scheduler):
        yield here
    elif settings.dask_scheduler:
        # An extra: who does not use it does not have it.
        from kb.fanout.cluster import cluster

        with cluster(settings.dask_scheduler) as shared:
            yield shared
    else:
        with processes(min(wanted, count)) as executor:
            yield Shared(executor, wanted)
