"""The intelligent robot: what it does on each message and event, however they come."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.channels.im.reading import text_at
from api.channels.im.replying import Replies, Said
from api.channels.im.wording import said
from api.channels.wecom.messages import PLATFORM, feedback_id, message_of, opinion_of, stream_id, text_of
from kb.access.feedback import save_opinion
from kb.conversation import Message
from kb.settings import Settings

# The platform gives up waiting for the first words after some five seconds.
FIRST_WORDS_S = 3.0
# It asks how a reply goes on for six minutes.
_KEPT_S = 600
# Within this time a reply is ready in the process that has it, or will not be.
_OTHERS_S = 60


@dataclass
class _Stream:
    """A reply that is shown as it comes; ``name`` is the message's and when it began."""

    name: str
    message: Message
    task: "asyncio.Task[Said | None]"
    is_begun: bool = False


class Bot:
    """The robot."""

    def __init__(self, settings: Settings, replies: Replies) -> None:
        self.replies = replies
        self._settings = settings
        self._streams: dict[str, _Stream] = {}

    async def respond(self, body: Mapping[str, Any]) -> dict[str, Any] | None:
        """What the callback is answered with; None where there is nothing to say.

        :raises InputError: it is no message.
        :raises OverloadError: too much is under way.
        """
        kind = text_at(body, "msgtype")
        if kind == "event":
            return await self.happened(body)
        if kind == "stream":
            name = text_at(body, "stream", "id")
            stream = self._streams.get(name.partition("-")[0])
            return await self._shown(stream) if stream else _of_another(name)
        message = message_of(body)
        key = stream_id(message)
        if key not in self._streams:
            task = self.replies.begin(self.replies.reply_to(message))
            self._streams[key] = _Stream(f"{key}-{int(time.time())}", message, task)
            asyncio.get_running_loop().call_later(_KEPT_S, self._streams.pop, key, None)
        return await self._shown(self._streams[key])

    async def happened(self, body: Mapping[str, Any]) -> dict[str, Any] | None:
        """Greet whoever opens the chat, keep what somebody says of a reply."""
        kind = text_at(body, "event", "eventtype")
        if kind == "enter_chat":
            return {"msgtype": "text", "text": {"content": said("welcome")}}
        opinion = opinion_of(body) if kind == "feedback_event" else None
        if opinion and await self.replies.is_first(PLATFORM, f"event {text_at(body, 'msgid')}"):
            await asyncio.to_thread(save_opinion, self._settings.data_dir, opinion)
        return None

    async def _shown(self, stream: _Stream) -> dict[str, Any] | None:
        await asyncio.wait([stream.task], timeout=FIRST_WORDS_S)
        reply = stream.task.result() if stream.task.done() else None
        if stream.task.done() and reply is None:
            return None
        text = said("working") if reply is None else text_of(reply)
        if reply is not None:
            await self.replies.finish(stream.message)
        # Only the first words may say what an opinion comes back with.
        known = "" if stream.is_begun else feedback_id(stream.message, reply)
        stream.is_begun = reply is None
        return _frame(stream.name, text, reply is not None, known)


def _of_another(name: str) -> dict[str, Any]:
    """A stream that this process does not have: another one has it, and is asked in its turn, or has died over it."""
    began = name.partition("-")[2]
    is_lost = not (began.isdecimal() and time.time() - int(began) < _OTHERS_S)
    return _frame(name, said("lost" if is_lost else "working"), is_lost)


def _frame(name: str, text: str, finish: bool, known: str = "") -> dict[str, Any]:
    stream: dict[str, Any] = {"id": name, "finish": finish, "content": text}
    return {"msgtype": "stream", "stream": {**stream, "feedback": {"id": known}} if known else stream}
