"""The documents say what there is: every setting, command and route; and their examples are true."""

import re
from dataclasses import Field, fields

import pytest

from api.app import create_app
from kb.qa.answering import Answerer
from kb.qa.models import Question
from kb.settings import ROOT, Settings

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("field", fields(Settings), ids=lambda field: field.name)
def test_setting_is_in_the_table_with_its_help(field: Field[object]) -> None:
    assert f"| `ZEREN_{field.name.upper()}` |" in README
    assert field.metadata["help"] in README


def test_every_route_is_in_the_readme(built: Settings) -> None:
    paths = create_app(built).openapi()["paths"]
    assert len(paths) >= 6
    assert [path for path in paths if f"`{path}" not in README and f" {path}`" not in README] == []


@pytest.mark.parametrize("command", ["build", "parse", "ask", "check", "sparql", "export", "serve", "mcp"])
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"| `zeren {command}" in README


def test_the_example_answer_is_the_real_one(answerer: Answerer) -> None:
    block = re.search(r"\$ zeren ask (\S+)\n(.+)\n", README)
    assert block is not None
    assert answerer.ask(Question(block[1])).answer == block[2]


def test_links_lead_to_files_and_headings() -> None:
    linked = re.findall(r"\]\(((?!http)[^)]+)\)", README)
    assert len(linked) >= 5
    assert [link for link in linked if not _leads_somewhere(link)] == []


def _leads_somewhere(link: str) -> bool:
    """Whether the file is there, and in it the heading that an anchor names."""
    name, _, anchor = link.partition("#")
    return (ROOT / name).exists() and (not anchor or f"# {anchor}\n" in (ROOT / name).read_text(encoding="utf-8"))
