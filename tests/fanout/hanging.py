"""Work that never ends, shared out to two processes; each writes its number into the folder that is given.

``python -m tests.fanout.hanging FOLDER``
"""

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from kb.fanout import fanout
from kb.settings import Settings

_ITEMS = 10


def hang(folders: Sequence[str]) -> list[None]:
    """Until the process is ended."""
    Path(folders[0], str(os.getpid())).touch()
    while True:
        time.sleep(60)


if __name__ == "__main__":
    with fanout(Settings(build_processes=2), _ITEMS) as fan:
        fan(hang, sys.argv[1:2] * _ITEMS)
