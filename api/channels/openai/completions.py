"""Completions as objects: whole, and as the chunks of a stream."""

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from api.channels.openai.content import Content

Json = dict[str, Any]
# Also where one function was named: clients then look into the message.
_FINISH = "stop"


@dataclass(frozen=True)
class Call:
    """A call of a function that the client offered; ``arguments`` is JSON."""

    name: str
    arguments: str


@dataclass(frozen=True)
class Completion:
    """What a request is answered with: words, or a call. ``extra`` is ours, beside what the protocol knows."""

    model: str
    content: Content
    prompt_chars: int
    extra: Json
    call: Call | None = None
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid.uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))

    @property
    def _head(self) -> Json:
        return {"id": self.id, "created": self.created, "model": self.model, "system_fingerprint": None}

    @property
    def _usage(self) -> Json:
        """In characters: nothing here has tokens."""
        made = len(self.call.arguments if self.call else self.content.text)
        return {"prompt_tokens": self.prompt_chars, "completion_tokens": made, "total_tokens": self.prompt_chars + made}

    def whole(self) -> Json:
        """The completion as one object."""
        message: Json = {"role": "assistant", "content": self.content.text, "refusal": None}
        if self.call:
            message |= {"content": None, "tool_calls": [self._tool_call()]}
        else:
            message["annotations"] = self.content.annotations
        choice = {"index": 0, "message": message, "finish_reason": _FINISH, "logprobs": None}
        return {**self._head, "object": "chat.completion", "choices": [choice], "usage": self._usage, **self.extra}

    def chunks(self, include_usage: bool) -> Iterator[Json]:
        """The completion in chunks: the annotations stand on the last one that has a choice, which has no content."""
        yield self._chunk({"role": "assistant", "content": None if self.call else ""})
        if self.call:
            yield self._chunk({"tool_calls": [{"index": 0, **self._tool_call()}]})
            yield self._chunk({}, _FINISH) | self.extra
        else:
            for piece in self.content.pieces:
                yield self._chunk({"content": piece})
            yield self._chunk({"annotations": self.content.annotations}, _FINISH) | self.extra
        if include_usage:
            yield {**self._head, "object": "chat.completion.chunk", "choices": [], "usage": self._usage}

    def _chunk(self, delta: Json, finish: str | None = None) -> Json:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return {**self._head, "object": "chat.completion.chunk", "choices": [choice]}

    def _tool_call(self) -> Json:
        assert self.call is not None
        function = {"name": self.call.name, "arguments": self.call.arguments}
        return {"id": f"call_{self.id.removeprefix('chatcmpl-')[:24]}", "type": "function", "function": function}
