"""The process that workers are forked from: one of its own, since to fork one where there are threads is unsafe."""

import multiprocessing
from multiprocessing.context import ForkServerContext
from multiprocessing.forkserver import ensure_running

# First of all, so that a signal while it imports is for the supervisor alone.
_QUIET = "kb.forked"


def fork_from(module: str) -> ForkServerContext:
    """Start a process that imports ``module``, beside whatever this one does, and that those of the context are forked from."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_QUIET, module])
    ensure_running()
    return context
