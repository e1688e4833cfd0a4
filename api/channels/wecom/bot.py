"""The intelligent robot: what it does on each message and event, however they come."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.channels.im.desk import Desk, Said
from api.channels.im.reading import text_at
from api.channels.im.wording import said
from api.channels.wecom.messages import PLATFORM, feedback_id, message_of, opinion_of, stream_id, text_of
from kb.access.feedback import save_opinion
from kb.conversation import Message
from kb.settings import Settings

# The platform gives up waiting for the first words after some five seconds.
FIRST_WORDS_S = 3.0
# It asks how a reply goes on for six minutes.
_KEPT_S = 600


@dataclass
class _Stream:
    """A reply that is shown as it comes."""

    message: Message
    task: "asyncio.Task[Said | None]"
    is_begun: bool = False


class Bot:
    """The robot."""

    def __init__(self, settings: Settings, desk: Desk) -> None:
        self.desk = desk
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
            return await self._shown(name) if name in self._streams else _frame(name, said("lost"), True)
        message = message_of(body)
        name = stream_id(message)
        if name not in self._streams:
            self._streams[name] = _Stream(message, self.desk.begin(self.desk.reply_to(message)))
            asyncio.get_running_loop().call_later(_KEPT_S, self._streams.pop, name, None)
        return await self._shown(name)

    async def happened(self, body: Mapping[str, Any]) -> dict[str, Any] | None:
        """Greet whoever opens the chat, keep what somebody says of a reply."""
        kind = text_at(body, "event", "eventtype")
        if kind == "enter_chat":
            return {"msgtype": "text", "text": {"content": said("welcome")}}
        opinion = opinion_of(body) if kind == "feedback_event" else None
        if opinion and await self.desk.is_first(PLATFORM, f"event {text_at(body, 'msgid')}"):
            await asyncio.to_thread(save_opinion, self._settings.data_dir, opinion)
        return None

    async def _shown(self, name: str) -> dict[str, Any] | None:
        stream = self._streams[name]
        await asyncio.wait([stream.task], timeout=FIRST_WORDS_S)
        reply = stream.task.result() if stream.task.done() else None
        if stream.task.done() and reply is None:
            return None
        text = said("working") if reply is None else text_of(reply)
        if reply is not None:
            await self.desk.finish(stream.message)
        # Only the first words may say what an opinion comes back with.
        known = "" if stream.is_begun else feedback_id(stream.message, reply)
        stream.is_begun = reply is None
        return _frame(name, text, reply is not None, known)


def _frame(name: str, text: str, finish: bool, known: str = "") -> dict[str, Any]:
    stream: dict[str, Any] = {"id": name, "finish": finish, "content": text}
    return {"msgtype": "stream", "stream": {**stream, "feedback": {"id": known}} if known else stream}
