"""A request and the reply to it → the completion that the request asks for: words, JSON, or a call of a function."""

import json
from typing import Any

from api.channels.openai.completions import Call, Completion
from api.channels.openai.content import Content, content_of, facts_of
from api.channels.openai.errors import ParameterError
from api.channels.openai.fitting import fitted
from api.channels.openai.schemas import ChatRequest, Function, ResponseFormat, ToolChoice
from kb.conversation import Reply

# The key of what is ours in a completion.
EXTRA = "x_zeren"


def completion_of(request: ChatRequest, reply: Reply) -> Completion:
    """The completion.

    :raises ParameterError: a schema cannot be met, or no such function is offered.
    """
    facts = facts_of(reply)
    call = _call(request, facts)
    content = Content("", []) if call else _content(request.response_format, reply, facts)
    size = sum(len(message.text) for message in request.messages)
    return Completion(request.model, content, size, {EXTRA: facts}, call)


def _content(wanted: ResponseFormat | None, reply: Reply, facts: dict[str, Any]) -> Content:
    if wanted is None or wanted.type == "text":
        return content_of(reply)
    if wanted.type == "json_object":
        return Content(_json(facts), [])
    if wanted.json_schema is None:
        raise ParameterError("response_format 为 json_schema 时要有 json_schema 一项。", "response_format")
    return Content(_json(fitted(facts, wanted.json_schema.wanted, "response_format")), [])


def _call(request: ChatRequest, facts: dict[str, Any]) -> Call | None:
    """The call of the function that the client insists on; None where it leaves the choice."""
    function = _chosen(request)
    if function is None:
        return None
    return Call(function.name, _json(fitted(facts, function.parameters or {}, "tools")))


def _chosen(request: ChatRequest) -> Function | None:
    offered = {tool.function.name: tool.function for tool in request.tools or () if tool.function}
    choice = request.tool_choice
    if isinstance(choice, ToolChoice):
        if choice.function.name not in offered:
            raise ParameterError(f"tools 里没有名为 {choice.function.name} 的函数。", "tool_choice")
        return offered[choice.function.name]
    if choice == "required":
        if len(offered) != 1:
            raise ParameterError("tool_choice 为 required 时只能有一个函数；请指名要哪一个。", "tool_choice")
        return next(iter(offered.values()))
    return None


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
