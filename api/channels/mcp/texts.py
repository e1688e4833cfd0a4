"""The wording of this server, from ``texts.yaml``."""

from pathlib import Path
from typing import Any

from kb.rules import load_yaml

_FILE = Path(__file__).with_name("texts.yaml")


def texts() -> dict[str, Any]:
    """The file, as it stands."""
    loaded: dict[str, Any] = load_yaml(_FILE)
    return loaded
