"""Results as short Chinese Markdown, for hosts that show text and no structure."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from mcp_types import CallToolResult, TextContent

from api.channels.mcp.models import Result
from api.pages.templates import WORDS

_TEMPLATES = Path(__file__).with_name("templates")


def rendered(result: Result, template: str) -> CallToolResult:
    """The result in both forms: its fields, and the text that ``template`` makes of them."""
    text = _environment().get_template(template).render(result=result, roles=WORDS["role"])
    return CallToolResult(
        content=[TextContent(type="text", text=text.strip() + "\n")], structured_content=result.model_dump(mode="json")
    )


@cache
def _environment() -> Environment:
    # No escaping: the text is Markdown for a model, and a quotation stands in it as it is printed.
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters["cell"] = _cell
    return made


def _cell(text: str) -> str:
    """Text as the cell of a Markdown table."""
    return text.replace("|", "\\|").replace("\n", " ")
