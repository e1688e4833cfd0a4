"""A talk with a person, whatever program carries it: a turn → a reply, as text or markdown, remembered for a while."""

from kb.conversation.conversing import converse
from kb.conversation.exchange import Message, respond
from kb.conversation.models import Reply, Source, Turn
from kb.conversation.rendering import as_markdown, as_text
from kb.conversation.store import ChannelStore

__all__ = ["ChannelStore", "Message", "Reply", "Source", "Turn", "as_markdown", "as_text", "converse", "respond"]
