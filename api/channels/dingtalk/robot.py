"""What DingTalk sends a robot → a message, and a reply → what its session takes."""

import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from api.channels.im.calling import PlatformApi, PlatformError
from api.channels.im.reading import items_at, needed, text_at
from api.channels.im.replying import Replies, Said
from kb.conversation import Message, as_markdown
from kb.errors import InputError
from kb.settings import Settings

PLATFORM = "dingtalk"
_GROUP = "2"
_TITLE_CHARS = 30
_MOST_BYTES = 8_000
# -1: the platform itself is busy; 130101 and 130102: too many messages in this minute.
_BUSY = (-1, 130101, 130102)


@dataclass(frozen=True)
class Session:
    """Where the reply goes, and whom it is for; in a group it names them."""

    webhook: str
    expires_ms: int
    in_group: bool
    user: str

    @property
    def mentioned(self) -> str:
        """Who is named in the reply."""
        return self.user if self.in_group else ""


class Robot:
    """The robot, however its messages come."""

    def __init__(self, settings: Settings, replies: Replies) -> None:
        self._origin, self._replies = settings.dingtalk_session_url, replies
        self._api = PlatformApi("", busy=_BUSY)

    def hear(self, body: dict[str, Any]) -> None:
        """Begin to answer what ``body`` says; in a group, what is said to the robot.

        :raises InputError: it is no message, or names a session elsewhere.
        :raises OverloadError: too much is under way.
        """
        message, session = message_of(body), session_of(body, self._origin)
        if session.in_group and body.get("isInAtList") is False:
            return
        self._replies.begin(self._replies.answer(message, lambda reply: self._send(session, reply)))

    async def aclose(self) -> None:
        """Let go of the connections to the platform."""
        await self._api.aclose()

    async def _send(self, session: Session, reply: Said) -> None:
        if session.expires_ms and session.expires_ms <= time.time() * 1000:
            raise PlatformError("这次会话已经过期")
        await self._api.call("POST", session.webhook, json=shown(reply, session.mentioned))


def message_of(body: dict[str, Any]) -> Message:
    """The message.

    :raises InputError: it lacks an id, a chat or a user.
    """
    user = text_at(body, "senderStaffId") or needed(body, "senderId")
    return Message(PLATFORM, needed(body, "msgId"), needed(body, "conversationId"), user, _words(body))


def _words(body: dict[str, Any]) -> str:
    """What was written or, as the platform understood it, spoken; "" for pictures and files."""
    content = body.get("content")
    if text_at(body, "msgtype") == "richText" and isinstance(content, dict):
        return "".join(text_at(piece, "text") for piece in items_at(content, "richText")).strip()
    return (text_at(body, "text", "content") or text_at(body, "content", "recognition")).strip()


def session_of(body: dict[str, Any], origin: str) -> Session:
    """Where the reply goes.

    :raises InputError: not to the platform: the signature says nothing of the body, so that anything may stand there.
    """
    webhook = needed(body, "sessionWebhook")
    given, expected = urlsplit(webhook), urlsplit(origin)
    if (given.scheme, given.netloc) != (expected.scheme, expected.netloc):
        raise InputError("sessionWebhook 不是钉钉的地址；专有钉钉请设 ZEREN_DINGTALK_SESSION_URL。")
    expires = text_at(body, "sessionWebhookExpiredTime")
    in_group = text_at(body, "conversationType") == _GROUP
    return Session(webhook, int(expires) if expires.isdecimal() else 0, in_group, text_at(body, "senderStaffId"))


def shown(reply: Said, mentioned: str) -> dict[str, Any]:
    """The reply as a markdown message; the first words of the answer stand in the list of chats."""
    # The platform marks a name only where it also stands in the text.
    name = f"@{mentioned}\n\n" if mentioned else ""
    text = reply if isinstance(reply, str) else as_markdown(reply, _MOST_BYTES - len(name.encode()))
    words = reply if isinstance(reply, str) else reply.text
    made: dict[str, Any] = {
        "msgtype": "markdown",
        "markdown": {"title": " ".join(words.split())[:_TITLE_CHARS], "text": name + text},
    }
    return {**made, "at": {"atUserIds": [mentioned]}} if mentioned else made
