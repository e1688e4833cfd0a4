"""The wording of this server, from ``texts.yaml``."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("texts.yaml")


@cache
def texts() -> dict[str, Any]:
    """The file, as it stands."""
    loaded: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return loaded
