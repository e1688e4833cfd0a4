"""Towns and subdistricts that a question names."""

import re

_TOWN = re.compile(r"(?:(?![各乡全我本在个建制的和是])[一-鿿]){2}(?:镇|街道)")


def towns(text: str) -> tuple[str, ...]:
    """The towns and subdistricts named, in order; what is said of them must name them too."""
    return tuple(dict.fromkeys(_TOWN.findall(text)))
