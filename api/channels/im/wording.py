"""The wording of the chat platforms, from ``texts.yaml``."""

from pathlib import Path

from kb.rules import load_yaml

_FILE = Path(__file__).with_name("texts.yaml")


def said(name: str) -> str:
    """The text of this name."""
    return str(load_yaml(_FILE)[name])
