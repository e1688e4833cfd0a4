"""DingTalk's long connection: the frames are those of its own package, the coming and going is ours."""

import asyncio
import json
import logging
from contextlib import aclosing
from typing import Any
from urllib.parse import quote_plus

from api.channels.dingtalk.robot import Robot
from api.channels.im.calling import PlatformApi
from kb.errors import OverloadError, ZerenError
from kb.settings import Settings

_LOG = logging.getLogger("zeren")
_OPEN_PATH = "/v1.0/gateway/connections/open"


async def link(settings: Settings, robot: Robot) -> None:
    """Connect, and hear messages until the connection ends.

    :raises PlatformError: the platform gives no connection.
    """
    # Its package's own ``start`` does not end when it is cancelled and may wait for ever; these are the steps of it.
    client = await asyncio.to_thread(_client, settings, robot)
    import websockets  # comes with the package

    address = await _opened(settings, tuple(client.callback_handler_map))
    async with websockets.connect(address) as socket:
        client.websocket = socket
        _LOG.info("钉钉的长连接已连上。")
        async for frame in socket:
            await client.background_task(json.loads(frame))


async def _opened(settings: Settings, topics: tuple[str, ...]) -> str:
    """The address to connect to, which holds for one connection."""
    body = {
        "clientId": settings.dingtalk_app_key,
        "clientSecret": settings.dingtalk_app_secret,
        "subscriptions": [{"type": "CALLBACK", "topic": topic} for topic in topics],
        "ua": "zeren",
        "localIp": "",
    }
    async with aclosing(PlatformApi(settings.dingtalk_api_url, "code")) as api:
        given = await api.call("POST", _OPEN_PATH, json=body, repeatable=True)
    return f"{given.get('endpoint')}?ticket={quote_plus(str(given.get('ticket')))}"


def _client(settings: Settings, robot: Robot) -> Any:  # noqa: ANN401 - the package has no types
    import dingtalk_stream  # a sixth of a second, and only where it is used

    status = dingtalk_stream.AckMessage

    class Heard(dingtalk_stream.CallbackHandler):  # type: ignore[misc]
        async def process(self, callback: Any) -> tuple[int, str]:  # noqa: ANN401
            try:
                robot.hear(callback.data)
            except OverloadError as error:
                return status.STATUS_SYSTEM_EXCEPTION, str(error)
            except ZerenError as error:
                return status.STATUS_BAD_REQUEST, str(error)
            return status.STATUS_OK, "OK"

    # It would tell of what people ask.
    silent = logging.Logger("dingtalk", logging.CRITICAL + 1)
    credential = dingtalk_stream.Credential(settings.dingtalk_app_key, settings.dingtalk_app_secret)
    client = dingtalk_stream.DingTalkStreamClient(credential, silent)
    client.register_callback_handler(dingtalk_stream.ChatbotMessage.TOPIC, Heard())
    return client
