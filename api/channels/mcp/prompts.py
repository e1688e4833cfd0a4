"""Prompts: the pieces of work that people ask a model for again and again, step by step."""

from typing import Annotated

from mcp.server.mcpserver import MCPServer
from pydantic import Field

from api.channels.mcp.texts import texts


def add_prompts(server: MCPServer) -> None:
    """Register the prompts, by their Chinese names: hosts show them in menus."""
    worded = texts()["prompts"]
    listed, divided, due = worded["duties"], worded["assignments"], worded["due"]

    def duties(unit: Annotated[str, Field(description=listed["unit"])]) -> str:
        return str(listed["text"]).format(unit=unit)

    def assignments(document: Annotated[str, Field(description=divided["document"])]) -> str:
        return str(divided["text"]).format(document=document)

    def due_until(
        day: Annotated[str, Field(description=due["day"])], unit: Annotated[str, Field(description=due["unit"])] = ""
    ) -> str:
        arguments = f"due_before 写 {day}" + (f"，unit 写“{unit}”" if unit else "，不给 unit")
        return str(due["text"]).format(day=day, whose=f"“{unit}”" if unit else due["everyone"], arguments=arguments)

    for function, entry in ((duties, listed), (assignments, divided), (due_until, due)):
        server.prompt(name=entry["title"], title=entry["title"], description=entry["description"])(function)
