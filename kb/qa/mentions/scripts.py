"""Traditional characters → simplified ones, place by place."""

from functools import cache

from opencc import OpenCC


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def to_simplified(text: str) -> str:
    """``text`` in simplified characters. Offsets stay: a conversion of another length is not made.

    >>> to_simplified("消防領域由誰牽頭")
    '消防领域由谁牵头'
    """
    converted: str = _converter().convert(text)
    return converted if len(converted) == len(text) else text
