"""Marks of recognised text, which come out half width although the page has them full width."""

import re

_FULL = str.maketrans({"(": "（", ")": "）", ",": "，", ":": "：", ";": "；", "?": "？", "!": "！"})
_CHINESE = "\u3400-\u9fff\u3001-\u3011\uff00-\uff65“”‘’《》〈〉"
_MARKS = re.compile(rf"(?<=[{_CHINESE}])\s*[(),:;?!]|[(),:;?!](?=[{_CHINESE}])")
_LAST_MARK = re.compile(rf"(?<=[{_CHINESE}])(.*)([,:;?!])$")


def with_full_brackets(text: str) -> str:
    """The text with marks made full width where a Chinese character stands beside them, or before them at the end; both brackets of a pair alike.

    Only for text that was recognised, where the width is the recogniser's choice and not the document's.

    >>> with_full_brackets("(责任单位:县应急局)")
    '（责任单位：县应急局）'
    >>> with_full_brackets("GB(T) 9704 (2012)")
    'GB(T) 9704 (2012)'
    """
    text = _MARKS.sub(lambda found: found.group().strip().translate(_FULL), text)
    text = _LAST_MARK.sub(lambda found: found[1] + found[2].translate(_FULL), text)
    return _paired(text)


def _paired(text: str) -> str:
    """Brackets of one pair in one width: full where either is."""
    characters = list(text)
    opened: list[int] = []
    for place, char in enumerate(characters):
        if char in "（(":
            opened.append(place)
        elif char in "）)" and opened:
            start = opened.pop()
            if "（" in characters[start] or char == "）":
                characters[start], characters[place] = "（", "）"
    return "".join(characters)
