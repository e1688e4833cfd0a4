"""What one process of the service does for all of them: the one that holds the lock; when it ends another takes over."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from kb.files import is_locked, private_folder, try_lock

_LOG = logging.getLogger("zeren")
_LOCK = ".duty"
# How soon another process takes over.
_POLL_S = 0.5
# After what went wrong.
_PAUSE_S = 5.0
Work = Callable[[], Awaitable[None]]


@asynccontextmanager
async def on_duty(data_dir: Path, *works: Work) -> AsyncIterator[None]:
    """Have ``works`` run in one process of all that serve ``data_dir``; here they are cancelled at the end of the
    ``async with``. One that raises is logged and begun again."""
    attending = asyncio.create_task(_attend(data_dir, works))
    try:
        yield
    finally:
        attending.cancel()
        with suppress(asyncio.CancelledError):
            await attending


def anybody_on_duty(data_dir: Path) -> bool:
    """Whether a process serves, this one or another."""
    return is_locked(data_dir / _LOCK)


async def _attend(data_dir: Path, works: tuple[Work, ...]) -> None:
    while True:
        try:
            private_folder(data_dir)
            with (data_dir / _LOCK).open("ab") as lock:
                while not try_lock(lock):
                    await asyncio.sleep(_POLL_S)
                await asyncio.gather(*(_kept_up(work) for work in works))
                return
        except OSError as error:
            # Answers need no data directory; who writes there says plainly that it cannot.
            _LOG.error(
                "数据目录 %s 写不进（%s），上传的文件不会被处理，长连接不会打开；请检查写权限。",
                data_dir,
                error.strerror,
            )
            await asyncio.sleep(_PAUSE_S)


async def _kept_up(work: Work) -> None:
    while True:
        try:
            await work()
            return
        except Exception:
            _LOG.exception("后台工作出错，稍后重来。")
            await asyncio.sleep(_PAUSE_S)
