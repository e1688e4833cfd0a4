"""When two printed names are one indicator."""

import re
from functools import cache
from pathlib import Path

from kb.numerals import chinese_to_int
from kb.rules import load_yaml

DATA = Path(__file__).with_name("indicators.yaml")
_HAN_COUNT = re.compile(r"[一二三四五六七八九十百]+(?=[万亿千]?[人车元])")
_MARKS = re.compile(r"[\s“”\"（）()、，的]+")


def bare_name(name: str) -> str:
    """The name without marks, and without the words at its head that say where or how much it counts.

    >>> bare_name("我县各类生产安全事故死亡人数")
    '生产安全事故死亡人数'
    """
    bare = _MARKS.sub("", name)
    dropped = load_yaml(DATA)["drop"]
    while word := next((word for word in dropped if bare.startswith(word) and len(bare) > len(word)), None):
        bare = bare[len(word) :]
    return bare


@cache
def indicator_key(name: str) -> str:
    """What names of one indicator have in common.

    >>> indicator_key("亿元国内生产总值生产安全事故死亡率") == indicator_key("亿元GDP生产安全事故死亡率")
    True
    >>> indicator_key("工矿商贸就业人员十万人死亡率") == indicator_key("工矿商贸就业人员10万人死亡率")
    True
    """
    key = bare_name(name)
    for preferred, *others in load_yaml(DATA)["same"]:
        for other in sorted(others, key=len, reverse=True):
            key = key.replace(other, preferred)
    return _HAN_COUNT.sub(lambda match: str(chinese_to_int(match.group()) or match.group()), key)
