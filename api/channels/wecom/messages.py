"""What WeCom's robots are told → messages and opinions, and replies → what they show."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from api.channels.im.reading import items_at, needed, text_at
from api.channels.im.replying import Said
from kb.access.feedback import Opinion
from kb.conversation import Message, Reply, as_markdown

PLATFORM = "wecom-bot"
_MOST_BYTES = 20_000
_GROUP = "group"
# In a group the robot's name stands before the question, or after it.
_NAMED = re.compile(r"^@\S+\s+|\s+@\S+\s*$")
# The most that the platform keeps of what a reply is known by in an opinion.
_FEEDBACK_BYTES = 256
_VERDICTS = {"1": "useful", "2": "wrong", "3": "withdrawn"}


def message_of(body: Mapping[str, Any]) -> Message:
    """The message.

    :raises InputError: it lacks an id or a user.
    """
    words = _words(body)
    if text_at(body, "chattype") == _GROUP:
        words = _NAMED.sub("", words)
    user = needed(body, "from", "userid")
    return Message(PLATFORM, needed(body, "msgid"), text_at(body, "chatid"), user, words.strip())


def _words(body: Mapping[str, Any]) -> str:
    """What was written or, as the platform understood it, spoken; "" for pictures and files."""
    kind, mixed = text_at(body, "msgtype"), body.get("mixed")
    if kind == "mixed" and isinstance(mixed, dict):
        return " ".join(filter(None, (text_at(item, "text", "content") for item in items_at(mixed, "msg_item"))))
    return text_at(body, kind, "content") if kind in ("text", "voice") else ""


def stream_id(message: Message) -> str:
    """The name of the reply to ``message``, the same whenever it is sent."""
    return hashlib.sha256(message.id.encode()).hexdigest()[:32]


def text_of(reply: Said) -> str:
    """The reply as markdown."""
    return reply if isinstance(reply, str) else as_markdown(reply, _MOST_BYTES)


def feedback_id(message: Message, reply: Said | None) -> str:
    """What an opinion on the reply comes back with: all that an opinion is kept with, for it may come days later."""
    answer = reply.answer if isinstance(reply, Reply) else None
    known = f"{answer.snapshot if answer else ''}\n{(answer.intent or '') if answer else ''}\n{message.text}"
    return known.encode("utf-8", "replace")[:_FEEDBACK_BYTES].decode("utf-8", "ignore")


def opinion_of(body: Mapping[str, Any]) -> Opinion | None:
    """What the event says of a reply of ours; None where it is of something else."""
    event = body.get("event")
    said = event.get("feedback_event") if isinstance(event, dict) else None
    known = text_at(said, "id").split("\n", 2) if isinstance(said, dict) else []
    verdict = _VERDICTS.get(text_at(said, "type")) if isinstance(said, dict) else None
    if not isinstance(said, dict) or verdict is None or len(known) < 3:
        return None
    reasons = said.get("inaccurate_reason_list")
    codes = "、".join(str(code) for code in reasons if isinstance(code, int)) if isinstance(reasons, list) else ""
    comment = "；".join(filter(None, (text_at(said, "content"), f"企业微信的原因代码 {codes}" if codes else "")))
    who = f"企业微信 {text_at(body, 'from', 'userid')}".strip()
    return Opinion(who, verdict, known[2], comment[:500], known[1], known[0])
