"""A message of a chat platform → the reply, with the memory of the talk: what every such channel does alike."""

from dataclasses import dataclass

from kb.conversation.asides import aside_of
from kb.conversation.conversing import converse
from kb.conversation.models import Reply, Turn, printable
from kb.conversation.store import ChannelStore, Talk
from kb.errors import ZerenError
from kb.qa.answering import Answerer


@dataclass(frozen=True)
class Message:
    """What a user wrote, without the mention of the robot. ``id`` is the platform's own and names the message."""

    platform: str
    id: str
    chat: str
    user: str
    text: str

    @property
    def talk(self) -> Talk:
        """Whom it belongs to."""
        return Talk(self.platform, self.chat, self.user)


def respond(message: Message, answerer: Answerer, store: ChannelStore, public_url: str) -> Reply | None:
    """The reply; None where the message was taken in hand before: it is sent again, and there is nothing to send.

    Whoever sends the reply calls ``store.finish`` when it has gone out, or ``store.release`` when it could not be sent.

    :raises StorageError: the memory cannot be read or written.
    """
    if not store.take(message.platform, message.id):
        return None
    try:
        return _reply(message, answerer, store, public_url)
    except ZerenError:
        store.release(message.platform, message.id)
        raise


def _reply(message: Message, answerer: Answerer, store: ChannelStore, public_url: str) -> Reply:
    text = printable(message.text)
    aside = aside_of(text)
    if aside is not None and aside.forgets:
        store.forget(message.talk)
    reply = converse(Turn(text, store.recall(message.talk, message.id)), answerer, public_url)
    if aside is None:
        store.remember(message.talk, message.id, text)
    return reply
