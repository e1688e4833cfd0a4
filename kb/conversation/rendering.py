"""A reply as text of a message, never longer than the channel takes: what matters least is left out first."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kb.conversation.models import Reply, Source

# What is given up, step by step, until the message fits: characters of each quotation, and questions to go on with.
_STEPS = ((400, True), (120, True), (120, False), (40, False), (0, False))
# A mark that the cut has left open at the end.
_OPEN_MARK = re.compile(r"\[\d*$")
_FORMATTING = re.compile(r"([\\`*_~<>|])")


def as_text(reply: Reply, max_bytes: int = 2_048) -> str:
    """Plain text of at most ``max_bytes`` bytes of UTF-8: the answer, its sources with their links, follow-ups."""
    return _fitted(reply, _PLAIN, max_bytes)


def as_markdown(reply: Reply, max_bytes: int = 4_096) -> str:
    """Markdown of the kind that chat programs share (links, quotations, lists), of at most ``max_bytes`` bytes."""
    return _fitted(reply, _MARKDOWN, max_bytes)


def sources_as_markdown(reply: Reply, chars: int = 120) -> str:
    """The sources alone, each quoted to ``chars`` characters; "" where the reply has none."""
    return "\n\n".join(_markdown_source(source, chars) for source in reply.sources)


@dataclass(frozen=True)
class _Style:
    text: Callable[[str], str]
    source: Callable[[Source, int], str]
    link: Callable[[str, str], str]


def _fitted(reply: Reply, style: _Style, limit: int) -> str:
    for chars, with_follow_ups in _STEPS:
        made = _whole(reply, style, reply.sources, chars, with_follow_ups)
        if _size(made) <= limit:
            return made
    for kept in range(len(reply.sources) - 1, -1, -1):
        made = _whole(reply, style, reply.sources[:kept], 0, False)
        if _size(made) <= limit:
            return made
    tail = f"……\n\n{style.link('查看全文', reply.url)}"
    room = limit - _size(tail)
    # An address that leaves no room for words is of no use in a message.
    return _cut(style.text(reply.text), room) + tail if room > limit // 2 else _cut(style.text(reply.text), limit)


def _whole(reply: Reply, style: _Style, sources: Sequence[Source], chars: int, with_follow_ups: bool) -> str:
    parts = [style.text(reply.text), *(style.source(source, chars) for source in sources)]
    left_out = len(reply.sources) - len(sources)
    if left_out:
        parts.append(style.link(f"另有 {left_out} 条原文，查看全部", reply.url))
    if with_follow_ups and reply.follow_ups:
        parts.append("\n".join(("可以接着问：", *(f"- {style.text(question)}" for question in reply.follow_ups))))
    return "\n\n".join(parts)


def _plain_source(source: Source, chars: int) -> str:
    quote = f"\n“{_shortened(source.quote, chars)}”" if chars else ""
    return f"[{source.n}] {source.label}{quote}\n{source.url}"


def _markdown_source(source: Source, chars: int) -> str:
    quote = f"\n> {_escaped(_shortened(source.quote, chars))}" if chars else ""
    return f"[{source.n}] {_markdown_link(source.label, source.url)}{quote}"


def _markdown_link(label: str, url: str) -> str:
    return f"[{_escaped(label).replace('[', '［').replace(']', '］')}]({url})"


def _escaped(text: str) -> str:
    return _FORMATTING.sub(r"\\\1", text)


def _shortened(quote: str, chars: int) -> str:
    """The quotation on one line, cut with a mark that says so."""
    line = " ".join(quote.split())
    return line if len(line) <= chars else f"{line[:chars]}……"


def _cut(text: str, limit: int) -> str:
    return _OPEN_MARK.sub("", text.encode()[: max(limit, 0)].decode("utf-8", "ignore"))


def _size(text: str) -> int:
    return len(text.encode())


_PLAIN = _Style(str, _plain_source, lambda label, url: f"{label}：{url}")
_MARKDOWN = _Style(_escaped, _markdown_source, _markdown_link)
