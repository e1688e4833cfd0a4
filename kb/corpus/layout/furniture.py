"""Page numbers and running heads: what is printed on the pages and is no text of the document."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median

from kb.corpus.layout.model import Line
from kb.rules import load_rules

RULES_FILE = Path(__file__).with_name("furniture.yaml")
# The margins of GB/T 9704 are 37 mm above and 35 mm below, of 297 mm: 0.12.
_MARGIN = 0.13
# A page number is further from the text than the lines of the text from one another, by this share.
_APART = 1.2
# A running head stands on this many pages at least, and on this share of them: odd and even pages may differ.
_LEAST_PAGES = 3
_LEAST_SHARE = 0.4


def without_furniture(pages: Sequence[tuple[float, list[Line]]]) -> list[list[Line]]:
    """The lines of each page, given with its height, less page numbers and running heads."""
    heads = _running_heads(pages)
    return [
        [line for line in lines if not (_in_margin(line, height) and (_key(line) in heads or _is_number(line, lines)))]
        for height, lines in pages
    ]


def _is_number(line: Line, lines: Sequence[Line]) -> bool:
    """Whether it reads as a page number and stands apart: text that is set close to the edge may have numbers too."""
    pitches = [below.middle - above.middle for above, below in pairwise(lines)]
    near = _APART * median(pitches) if len(pitches) > 1 else 0.0
    apart = all(abs(line.middle - other.middle) > near for other in lines if other is not line)
    return apart and any(rule.fires(line.text) for rule in load_rules(RULES_FILE))


def _in_margin(line: Line, height: float) -> bool:
    return line.bottom < _MARGIN * height or line.top > (1 - _MARGIN) * height


def _running_heads(pages: Sequence[tuple[float, list[Line]]]) -> frozenset[str]:
    seen = Counter(
        key for height, lines in pages for key in {_key(line) for line in lines if _in_margin(line, height)} - {""}
    )
    least = max(_LEAST_PAGES, _LEAST_SHARE * len(pages))
    return frozenset(key for key, count in seen.items() if count >= least)


def _key(line: Line) -> str:
    """The text less the digits, which count pages in many heads."""
    return re.sub(r"[\s\d]+", "", line.text)
