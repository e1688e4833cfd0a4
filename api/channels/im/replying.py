"""Where messages of chat platforms are answered: in the background, so many at once, each once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from starlette.datastructures import State

from api.channels.im.calling import PlatformError
from api.channels.im.wording import said
from api.pressure import Answering
from kb.access.usage import Usage, Use
from kb.conversation import ChannelStore, Message, Reply, respond
from kb.errors import BudgetError, InputError, OverloadError, StorageError, ZerenError
from kb.settings import Settings

_LOG = logging.getLogger("zeren")
_RETRY_AFTER_S = 5
# How long a message waits for a place, and how long the end of the service waits for replies under way.
_PLACE_WAIT_S, _PATIENCE_S = 20, 20

# A reply, or a text that is said in its place.
Said = Reply | str
T = TypeVar("T")
Send = Callable[[Said], Awaitable[None]]


class Replies:
    """The background work of all platforms of one process; used from its event loop only."""

    def __init__(self, state: State, settings: Settings) -> None:
        self._state, self._settings = state, settings
        self._store = ChannelStore(settings.data_dir, settings.chat_memory_minutes)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._is_closed = False

    @property
    def under_way(self) -> int:
        """How much has begun and not ended."""
        return len(self._tasks)

    def begin(self, work: Coroutine[Any, Any, T]) -> "asyncio.Task[T | None]":
        """Do ``work`` in the background; None is what it gives where it goes wrong.

        :raises OverloadError: so much is under way that the platform had better send it again later.
        """
        if self._is_closed or self.under_way >= self._settings.max_answers_at_once:
            work.close()
            raise OverloadError("消息太多，暂时处理不了；请稍后再发。", _RETRY_AFTER_S)
        task = asyncio.create_task(_told(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def answer(self, message: Message, send: Send) -> None:
        """Answer ``message`` if nobody has; ``send`` raises :class:`PlatformError` where the platform does not take it."""
        reply = await self.reply_to(message)
        if reply is None:
            return
        try:
            await send(reply)
        except PlatformError as error:
            _LOG.warning("%s 的回复没有送到：%s", message.platform, error)
            await asyncio.to_thread(self._store.release, message.platform, message.id)
            return
        await self.finish(message)

    async def reply_to(self, message: Message) -> Said | None:
        """The reply; None where the message was taken in hand before. Whoever sends it calls :meth:`finish` then."""
        try:
            if not message.text.strip():
                raise InputError(said("only_text"))
            usage: Usage = self._state.access.usage
            usage.count(Use.ANSWERS, f"{message.platform}:{message.user}")
            return await self._respond(message)
        except StorageError:
            raise
        except (InputError, BudgetError) as error:
            text = str(error)
        except ZerenError as error:
            _LOG.error("%s 的消息没有答成：%s", message.platform, error)
            text = said("unavailable")
        taken = await asyncio.to_thread(self._store.take, message.platform, message.id)
        return text if taken else None

    async def is_first(self, platform: str, event: str) -> bool:
        """Whether this event, which is no message, comes for the first time in a day."""
        taken = await asyncio.to_thread(self._store.take, platform, event)
        await asyncio.to_thread(self._store.finish, platform, event)
        return taken

    async def finish(self, message: Message) -> None:
        """The reply went out: the message is not answered again."""
        await asyncio.to_thread(self._store.finish, message.platform, message.id)

    async def aclose(self) -> None:
        """Take nothing more, and let what is under way end, for a while."""
        self._is_closed = True
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=_PATIENCE_S)
            for task in late:
                task.cancel()

    async def _respond(self, message: Message) -> Reply | None:
        answering: Answering = self._state.answering
        for waits_left in range(_PLACE_WAIT_S, -1, -1):
            try:
                with answering.place():
                    # Anew for each message: another snapshot may have taken the place of the last.
                    answerer = self._state.serving.current.opened.answerer
                    public_url = self._settings.public_url
                    return await asyncio.to_thread(respond, message, answerer, self._store, public_url)
            except BudgetError:
                raise
            except OverloadError:
                if not waits_left:
                    raise
            await asyncio.sleep(1)
        return None


async def _told(work: Coroutine[Any, Any, T]) -> T | None:
    """The work, with what goes wrong in the log, where nobody may wait for it."""
    try:
        return await work
    except ZerenError as error:
        _LOG.error("聊天平台的消息没有处理成：%s", error)
    except Exception:
        _LOG.exception("处理聊天平台的消息时出错")
    return None
