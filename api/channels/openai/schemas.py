"""Requests of chat completions. Keys that are not named here are ignored: there is nothing to sample or to tune."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Part(BaseModel):
    """A piece of a message; pictures and sound have other types, and no text."""

    type: str
    text: str | None = None


class ChatMessage(BaseModel):
    """One message of the talk."""

    role: str
    content: str | list[Part] | None = None

    @property
    def text(self) -> str:
        """What it says in words."""
        if isinstance(self.content, list):
            return "\n".join(part.text or "" for part in self.content)
        return self.content or ""


class StreamOptions(BaseModel):
    """What a stream ends with."""

    include_usage: bool | None = False


class JsonSchema(BaseModel):
    """The schema that an answer should have."""

    name: str = "answer"
    wanted: dict[str, Any] = Field(default_factory=dict, alias="schema")


class ResponseFormat(BaseModel):
    """How the answer should be written."""

    type: Literal["text", "json_object", "json_schema"]
    json_schema: JsonSchema | None = None


class Function(BaseModel):
    """A function that the client offers; ``parameters`` is the schema of its arguments."""

    name: str
    parameters: dict[str, Any] | None = None


class Tool(BaseModel):
    """A tool that the client offers; only functions have one."""

    type: str = "function"
    function: Function | None = None


class ToolChoice(BaseModel):
    """The one tool to be called."""

    type: str = "function"
    function: Function


class ChatRequest(BaseModel):
    """A request for one completion."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"model": "zeren", "messages": [{"role": "user", "content": "谁负责消防领域整治"}], "stream": False}
            ]
        }
    )

    model: str = Field(description="模型：zeren 查全部文件，zeren:文件标识 只查一份", examples=["zeren"])
    messages: list[ChatMessage] = Field(min_length=1, max_length=1_000, description="对话；最后一条用户消息是所问")
    stream: bool | None = Field(default=False, description="true 分段返回（SSE）")
    stream_options: StreamOptions | None = None
    response_format: ResponseFormat | None = Field(default=None, description="text、json_object 或 json_schema")
    tools: list[Tool] | None = None
    tool_choice: str | ToolChoice | None = Field(default=None, description="指名一个函数时，按它的参数给出回答")
