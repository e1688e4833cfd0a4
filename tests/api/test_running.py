"""What becomes of a change whose process has ended, by what that process had written."""

import asyncio
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from api.intake import running
from api.intake.running import Runner
from kb.intake import changes
from kb.intake.changes import Change
from kb.settings import Settings

_Write = Callable[[Settings, Change], None]


def _nothing(settings: Settings, change: Change) -> None:
    pass


def _broken_off_and_published_again(settings: Settings, change: Change) -> None:
    # Between two looks of the service: the process is killed at its work, and the user, told of it, publishes again.
    changes.save(settings, replace(change, state="publishing"))
    changes.save(settings, changes.failed(replace(change, state="publishing"), "中断"))
    changes.save(settings, change)


def _done(settings: Settings, change: Change) -> None:
    changes.save(settings, replace(change, state="published", snapshot="1"))


@pytest.mark.parametrize(
    ("write", "state", "told"),
    [
        (_nothing, "ready", "处理进程没能运行"),
        (_broken_off_and_published_again, "approved", ""),
        (_done, "published", ""),
    ],
)
def test_only_a_process_that_wrote_nothing_has_not_run(
    write: _Write, state: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data_dir=tmp_path)
    change = replace(changes.create(settings, "add", "flood", "编辑", "127.0.0.1"), state="approved")
    changes.save(settings, change)

    def started(*_: object) -> subprocess.Popen[bytes]:
        write(settings, change)
        return subprocess.Popen([sys.executable, "-c", ""])

    monkeypatch.setattr(running, "_started", started)
    asyncio.run(Runner(settings, None)._work(change))  # type: ignore[arg-type]  # serves nothing here
    after = changes.load(settings, change.id)
    assert (after.state, after.error[:8]) == (state, told)


def test_a_change_that_another_process_has_come_for_is_left_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data_dir=tmp_path)
    change = replace(changes.create(settings, "add", "flood", "编辑", "127.0.0.1"), state="approved")
    changes.save(settings, replace(change, state="published", snapshot="1"))
    monkeypatch.setattr(running, "_started", _never)
    asyncio.run(Runner(settings, None)._work(change))  # type: ignore[arg-type]  # serves nothing here
    assert changes.load(settings, change.id).state == "published"


def _never(*_: object) -> subprocess.Popen[bytes]:
    raise AssertionError("nothing is to be started")
