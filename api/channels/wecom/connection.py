"""The intelligent robot's long connection, kept by a package of its own."""

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from api.channels.im.calling import PlatformError
from api.channels.im.replying import Said
from api.channels.im.wording import said
from api.channels.wecom.bot import FIRST_WORDS_S, Bot
from api.channels.wecom.messages import feedback_id, message_of, stream_id, text_of
from kb.conversation import Message
from kb.errors import InputError, OverloadError
from kb.settings import Settings

_LOG = logging.getLogger("zeren")
_LOOK_S = 2.0


async def link(settings: Settings, bot: Bot) -> None:
    """Connect, and answer until the connection ends.

    :raises PlatformError: the platform refused it, or gave its place to another one.
    """
    client = await asyncio.to_thread(_client, settings)
    ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def end(why: str) -> None:
        if not ended.done():
            ended.set_result(why)

    client.on("authenticated", lambda: _LOG.info("企业微信机器人的长连接已连上。"))
    # What the package itself says may hold what came from elsewhere.
    client.on("error", lambda error: end(f"{type(error).__name__}；请核对 Bot ID 和 Secret"))
    client.on("event.disconnected_event", lambda frame: end("同一个机器人另有一个程序连上了，企业微信只留一个连接"))
    client.on("message", lambda frame: _hear(client, bot, frame))
    client.on("event", lambda frame: _begin(bot, _happened(client, bot, frame)))
    try:
        await client.connect()
        # The package does not say when the platform closes the connection in good order.
        while client.is_connected and not ended.done():
            await asyncio.wait([ended], timeout=_LOOK_S)
        if ended.done():
            raise PlatformError(ended.result())
    finally:
        await client.disconnect()
        await client.api.close()


def _hear(client: Any, bot: Bot, frame: dict[str, Any]) -> None:  # noqa: ANN401 - the package's client has no types
    try:
        message = message_of(frame["body"])
    except InputError as error:
        _LOG.warning("企业微信机器人的消息读不懂：%s", error)
    else:
        _begin(bot, _answer(client, bot, frame, message))


def _begin(bot: Bot, work: Coroutine[Any, Any, None]) -> None:
    try:
        bot.replies.begin(work)
    except OverloadError as error:
        # The platform does not send it again.
        _LOG.warning("企业微信机器人的消息没有处理：%s", error)


async def _answer(client: Any, bot: Bot, frame: dict[str, Any], message: Message) -> None:  # noqa: ANN401
    name, begun = stream_id(message), False

    async def say(text: str, finish: bool, reply: Said | None) -> None:
        nonlocal begun
        known, begun = None if begun else {"id": feedback_id(message, reply)}, True
        try:
            await client.reply_stream(frame, name, text, finish, feedback=known)
        except Exception as error:  # the package raises nothing narrower
            raise PlatformError(f"长连接上没有送到（{type(error).__name__}）") from None

    async def say_working() -> None:
        await asyncio.sleep(FIRST_WORDS_S)
        with suppress(PlatformError):
            await say(said("working"), False, None)

    working = asyncio.create_task(say_working())
    try:
        await bot.replies.answer(message, lambda reply: say(text_of(reply), True, reply))
    finally:
        working.cancel()


async def _happened(client: Any, bot: Bot, frame: dict[str, Any]) -> None:  # noqa: ANN401
    if (reply := await bot.happened(frame["body"])) is not None:
        await client.reply_welcome(frame, reply)


class _Silent:
    """In place of its log, which would tell of what people ask."""

    def debug(self, *_: object) -> None:
        """Nothing, as the others."""

    info = warn = error = debug


def _client(settings: Settings) -> Any:  # noqa: ANN401
    from wecom_aibot_sdk import WSClient  # only where it is used

    return WSClient(
        settings.wecom_bot_id,
        settings.wecom_bot_secret,
        ws_url=settings.wecom_bot_url,
        # Opening it again is ours to do.
        max_reconnect_attempts=1,
        max_auth_failure_attempts=1,
        logger=_Silent(),
    )
