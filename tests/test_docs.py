"""The documents say what there is: every setting, command and route; and their examples are true."""

import argparse
import re
from collections.abc import Iterator
from dataclasses import Field, fields
from pathlib import Path

import pytest

from api.app import create_app
from kb.cli import _parser
from kb.qa.answering import Answerer
from kb.qa.models import Question
from kb.settings import ROOT, Settings

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])


@pytest.mark.parametrize("field", fields(Settings), ids=lambda field: field.name)
def test_setting_is_in_the_table_with_its_help(field: Field[object]) -> None:
    assert f"| `ZEREN_{field.name.upper()}` |" in README
    assert field.metadata["help"] in README


def test_every_route_is_in_the_readme(built: Settings) -> None:
    paths = create_app(built).openapi()["paths"]
    assert len(paths) >= 6
    assert [path for path in paths if f"`{path}" not in README and f" {path}`" not in README] == []


def _commands(parser: argparse.ArgumentParser, *words: str) -> Iterator[tuple[str, ...]]:
    """What can be typed, as far as the names of commands go."""
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        yield words
    for action in below:
        for name, command in action.choices.items():
            yield from _commands(command, *words, name)


def test_every_command_is_in_the_readme() -> None:
    commands = list(_commands(_parser()))
    assert {("build",), ("keys", "remove"), ("evaluate", "search"), ("export", "台账")} <= set(commands)
    assert [command for command in commands if f"| `zeren {command[0]}" not in README] == []
    # of an export the table is named, or its English name among those of the routes
    named = set(re.findall(r"\w+", README))
    assert [command for command in commands if not named.issuperset(command)] == []


def test_the_example_answer_is_the_real_one(answerer: Answerer) -> None:
    block = re.search(r"\$ zeren ask (\S+)\n(.+)\n", README)
    assert block is not None
    assert answerer.ask(Question(block[1])).answer == block[2]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files_and_headings(page: Path) -> None:
    linked = re.findall(r"\]\(((?!http)[^)\s]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in linked if not _leads_somewhere(page, link)] == []


def test_there_are_links_to_look_at() -> None:
    assert sum(page.read_text(encoding="utf-8").count(".md") for page in PAGES) > 30


def _leads_somewhere(page: Path, link: str) -> bool:
    """Whether the file is there, and in it the heading that an anchor names."""
    name, _, anchor = link.partition("#")
    file = page.parent / name if name else page
    return file.exists() and (not anchor or anchor in _anchors(file.read_text(encoding="utf-8")))


def _anchors(text: str) -> set[str]:
    """What the headings can be linked by, as the sites that show these pages make it: in small letters, without marks."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
