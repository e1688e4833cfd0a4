"""The messages of a request → a turn of the conversation."""

from collections.abc import Sequence

from api.channels.openai.errors import ParameterError
from api.channels.openai.schemas import ChatMessage
from kb.conversation import Turn

_USER = "user"
_TEXTS = frozenset({"text", "input_text"})


def turn_of(messages: Sequence[ChatMessage], documents: tuple[str, ...]) -> Turn:
    """The last message of the user is what is asked, earlier ones are what it may lean on.

    :raises ParameterError: no message is the user's, or the last one has pictures or sound.
    """
    said = [message for message in messages if message.role == _USER]
    if not said:
        raise ParameterError("messages 里没有 role 为 user 的消息；所问取最后一条用户消息。", "messages")
    _check_words(said[-1])
    return Turn(said[-1].text, tuple(message.text for message in said[:-1] if message.text.strip()), documents)


def _check_words(message: ChatMessage) -> None:
    parts = message.content if isinstance(message.content, list) else []
    others = sorted({part.type for part in parts if part.type not in _TEXTS})
    if others:
        raise ParameterError(f"只能读文字，读不了 {'、'.join(others)}；请把问题写成文字。", "messages")
