"""What Feishu says in an event → a message, and a reply → what Feishu takes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from api.channels.im.reading import items_at, needed, object_of, text_at
from api.channels.im.replying import Said
from kb.conversation import Message, as_markdown
from kb.errors import InputError

PLATFORM = "feishu"
_MOST_BYTES = 8_000


@dataclass(frozen=True)
class Heard:
    """A message with what tells whether it is for the robot: the ids of those whom it names."""

    message: Message
    reply_to: str
    in_group: bool
    by_robot: bool
    named: frozenset[str]


def heard(event_id: str, event: dict[str, Any]) -> Heard:
    """The message of the event ``im.message.receive_v1``.

    :raises InputError: it lacks an id, a chat or a user.
    """
    found, sender = event.get("message"), event.get("sender")
    if not isinstance(found, dict) or not isinstance(sender, dict):
        raise InputError("消息里缺少 message 或 sender。")
    mentions = items_at(found, "mentions")
    text = _words(text_at(found, "message_type"), text_at(found, "content"))
    # A mention is an address, no part of the question. Longer keys first: @_user_1 is how @_user_10 begins.
    for mention in sorted(mentions, key=lambda item: -len(text_at(item, "key"))):
        if key := text_at(mention, "key"):
            text = text.replace(key, "")
    user = text_at(sender, "sender_id", "open_id") or text_at(sender, "sender_id", "user_id")
    return Heard(
        Message(PLATFORM, event_id, needed(found, "chat_id"), user or needed(found, "message_id"), text.strip()),
        needed(found, "message_id"),
        text_at(found, "chat_type") != "p2p",
        text_at(sender, "sender_type") not in ("", "user"),
        frozenset(text_at(mention, "id", "open_id") for mention in mentions) - {""},
    )


def _words(kind: str, content: str) -> str:
    """What was written; "" for pictures, files and whatever else is no text."""
    try:
        found = object_of(content)
    except InputError:
        return ""
    if kind == "text":
        return text_at(found, "text")
    return "".join(_of_post(found)) if kind == "post" else ""


def _of_post(post: dict[str, Any]) -> Iterator[str]:
    lines = post.get("content")
    for line in lines if isinstance(lines, list) else ():
        for piece in items_at({"line": line}, "line"):
            # A mention stands there with the key that the list of mentions explains.
            yield text_at(piece, "user_id") if text_at(piece, "tag") == "at" else text_at(piece, "text")
        yield "\n"


def shown(reply: Said) -> dict[str, str]:
    """The reply as a rich text of one paragraph of markdown, which every client shows and people can copy."""
    text = reply if isinstance(reply, str) else as_markdown(reply, _MOST_BYTES)
    content = {"zh_cn": {"content": [[{"tag": "md", "text": text}]]}}
    return {"msg_type": "post", "content": json.dumps(content, ensure_ascii=False)}
