"""Long connections, opened from here to a platform and kept up."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from importlib.util import find_spec

from api.channels.im.needs import DINGTALK, FEISHU, WECOM_LINK, check_whole
from kb.access.policy import listed
from kb.errors import InputError, ZerenError
from kb.settings import Settings

_LOG = logging.getLogger("zeren")
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 1.0, 60.0
# A connection that held so long was a good one: the next is opened at once.
_HELD_S = 60.0
# The platforms, and the package that each is connected to with.
PACKAGES = {"dingtalk": "dingtalk_stream", "feishu": "lark_oapi", "wecom": "wecom_aibot_sdk"}
# What a connection is opened with, besides.
_NEEDED = {"dingtalk": DINGTALK, "feishu": FEISHU, "wecom": WECOM_LINK}

# Opens a connection; returns, or raises, when it has ended.
Link = Callable[[], Awaitable[None]]


def check_platforms(settings: Settings) -> None:
    """:raises InputError: a platform is set in part, or cannot be connected to as the settings say."""
    check_whole(settings)
    to_connect(settings)


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
        if missing := _NEEDED[name].missing(settings):
            raise InputError(f"{name} 的长连接还要设置 {'、'.join(missing)}。")
    return names


async def keep_open(name: str, link: Link) -> None:
    """Have a connection to the platform ``name``, opened again whenever it ends, until this is cancelled."""
    pause = _FIRST_PAUSE_S
    while True:
        began = time.monotonic()
        await _open(name, link)
        pause = _FIRST_PAUSE_S if time.monotonic() - began > _HELD_S else min(pause * 2, _LONGEST_PAUSE_S)
        await asyncio.sleep(pause)


async def _open(name: str, link: Link) -> None:
    try:
        await link()
        _LOG.warning("%s 的长连接断了，稍后重连。", name)
    except ZerenError as error:
        _LOG.warning("%s 的长连接没有连上，稍后再试：%s", name, error)
    except Exception as error:
        # What the packages raise may hold tickets and secrets.
        _LOG.warning("%s 的长连接断了，稍后重连（%s）。", name, type(error).__name__)
