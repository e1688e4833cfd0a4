"""What a client of /v1/chat/completions sends."""

from typing import Any

import httpx
from openai.types.chat import ChatCompletionMessageParam

QUESTION = "消防领域由谁牵头"
ASKED: list[ChatCompletionMessageParam] = [{"role": "user", "content": QUESTION}]


def post(service: httpx.Client, **body: Any) -> httpx.Response:  # noqa: ANN401 - any JSON
    """Ask ``QUESTION``; ``body`` says what is sent otherwise."""
    return service.post("/v1/chat/completions", json={"model": "zeren", "messages": ASKED, **body})


# A function that a model may call, or must.
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "record",
            "parameters": {
                "type": "object",
                "properties": {"answer": {"type": "string"}, "units": {"type": "array", "items": {"type": "string"}}},
            },
        },
    }
]
