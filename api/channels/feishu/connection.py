"""Feishu's long connection: the frames are those of its own package, the coming and going is ours."""

import asyncio
import logging
from contextlib import aclosing, suppress
from typing import Any
from urllib.parse import parse_qs, urlsplit

from api.channels.feishu.robot import Robot
from api.channels.im.calling import PlatformApi, PlatformError
from api.channels.im.reading import object_of, text_at
from kb.errors import InputError
from kb.settings import Settings

_LOG = logging.getLogger("zeren")
_PATH = "/callback/ws/endpoint"


class Events:
    """What the package hands the events to; an exception tells the platform to send one again."""

    def __init__(self, robot: Robot) -> None:
        self._robot = robot

    def do_without_validation(self, payload: bytes) -> None:
        """Hear one event; what is no event would be none the next time either."""
        with suppress(InputError):
            self._robot.hear(object_of(payload))


async def link(settings: Settings, robot: Robot) -> None:
    """Connect, and hear events until the connection ends.

    :raises PlatformError: the platform gives no connection.
    """
    # Its package's own ``start`` has a thread to itself and may wait for ever; these are the steps of it.
    package, level = await asyncio.to_thread(_loaded)
    import websockets  # comes with the package

    async with aclosing(PlatformApi(settings.feishu_api_url, "code")) as api:
        body = {"AppID": settings.feishu_app_id, "AppSecret": settings.feishu_app_secret}
        given = await api.call("POST", _PATH, json=body, headers={"locale": "zh"}, repeatable=True)
    address = text_at(given, "data", "URL")
    if not address:
        raise PlatformError("飞书没有给出连接的地址")
    async with websockets.connect(address) as socket:
        client = package(settings.feishu_app_id, settings.feishu_app_secret, level, Events(robot))
        client._conn, client._service_id = socket, parse_qs(urlsplit(address).query).get("service_id", ["0"])[0]
        _LOG.info("飞书的长连接已连上。")
        pinging = asyncio.create_task(client._ping_loop())
        try:
            async for frame in socket:
                await client._handle_message(frame)
        finally:
            for task in (pinging, client._cache._cron):
                task.cancel()


def _loaded() -> tuple[Any, Any]:
    """The package's client, and the level at which it tells nothing: addresses hold tickets."""
    # Seconds, for it loads the whole of Feishu's API: only where it is used, and not in the event loop.
    import lark_oapi.ws.client as package
    from lark_oapi.core.enum import LogLevel

    if not package.loop.is_running():
        # Made when it is loaded; nothing here runs in it.
        package.loop.close()
    return package.Client, LogLevel.CRITICAL
