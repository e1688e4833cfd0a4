"""Imported by the process that workers are forked from: it ends with who supervises them, and not by a signal to them all.

Ctrl+C and an init system signal every process of the service; without it the supervisor would no longer know of its
workers, and start others. Workers themselves are told as ever.
"""

import os
import signal

_FOR_OTHERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _told_again() -> None:
    for number in _FOR_OTHERS:
        signal.signal(number, signal.SIG_DFL)


for _number in _FOR_OTHERS:
    signal.signal(_number, signal.SIG_IGN)
os.register_at_fork(after_in_child=_told_again)
