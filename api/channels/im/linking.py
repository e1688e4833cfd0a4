"""Long connections, opened from here to a platform: kept up, and only one of each, however many processes there are."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from importlib.util import find_spec
from pathlib import Path

from kb.access.policy import listed
from kb.errors import InputError, StorageError, ZerenError, reason_of
from kb.files import locked
from kb.settings import Settings

_LOG = logging.getLogger("zeren")
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 1.0, 60.0
# A connection that held so long was a good one: the next is opened at once.
_HELD_S = 60.0
_LOCK_LOOK_S = 5.0
# The platforms, and the package that each is connected to with.
PACKAGES = {"dingtalk": "dingtalk_stream", "feishu": "lark_oapi", "wecom": "wecom_aibot_sdk"}
# What a connection is opened with, besides.
_NEEDED = {
    "dingtalk": ("dingtalk_app_key", "dingtalk_app_secret"),
    "feishu": ("feishu_app_id", "feishu_app_secret"),
    "wecom": ("wecom_bot_id", "wecom_bot_secret"),
}

# Opens a connection; returns, or raises, when it has ended.
Link = Callable[[], Awaitable[None]]


def to_connect(settings: Settings) -> tuple[str, ...]:
    """The platforms that are connected to.

    :raises InputError: one is unknown, its package is not installed, or a setting that it needs is missing.
    """
    names = listed(settings.long_connections)
    for name in names:
        if name not in _NEEDED:
            raise InputError(f"设置 ZEREN_LONG_CONNECTIONS 里的 {name} 应是 {'、'.join(_NEEDED)} 之一。")
        if find_spec(PACKAGES[name]) is None:
            raise InputError(
                f"{name} 的长连接要另装软件包：.venv/bin/pip install -c constraints.txt -e '.[{name}]'；"
                "或从 ZEREN_LONG_CONNECTIONS 里去掉它。"
            )
        missing = [f"ZEREN_{setting.upper()}" for setting in _NEEDED[name] if not getattr(settings, setting)]
        if missing:
            raise InputError(f"{name} 的长连接还要设置 {'、'.join(missing)}。")
    return names


@asynccontextmanager
async def kept(name: str, data_dir: Path, link: Link) -> AsyncIterator[None]:
    """A connection to the platform ``name`` to the end of the ``async with``, opened again whenever it ends."""
    task = asyncio.create_task(_keep(name, data_dir / f"{name}.lock", link))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _keep(name: str, lock: Path, link: Link) -> None:
    with ExitStack() as stack:
        while not _held(lock, stack):
            # Another process has the connection; when it ends, this one takes over.
            await asyncio.sleep(_LOCK_LOOK_S)
        pause = _FIRST_PAUSE_S
        while True:
            began = time.monotonic()
            await _open(name, link)
            pause = _FIRST_PAUSE_S if time.monotonic() - began > _HELD_S else min(pause * 2, _LONGEST_PAUSE_S)
            await asyncio.sleep(pause)


def _held(lock: Path, stack: ExitStack) -> bool:
    try:
        lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        stack.enter_context(locked(lock, 0, lambda: StorageError(f"{lock} 在别的进程手里。")))
    except StorageError:
        return False
    except OSError as error:
        _LOG.error("长连接没有开：%s 写不了（%s）。", lock, reason_of(error))
        return False
    return True


async def _open(name: str, link: Link) -> None:
    try:
        await link()
        _LOG.warning("%s 的长连接断了，稍后重连。", name)
    except ZerenError as error:
        _LOG.warning("%s 的长连接没有连上，稍后再试：%s", name, error)
    except Exception as error:
        # What the packages raise may hold tickets and secrets.
        _LOG.warning("%s 的长连接断了，稍后重连（%s）。", name, type(error).__name__)
