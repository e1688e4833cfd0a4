"""When two printed names are one indicator."""

import re
from functools import cache
from pathlib import Path

from kb.numerals import chinese_to_int
from kb.rules import load_yaml

DATA = Path(__file__).with_name("indicators.yaml")
_HAN_COUNT = re.compile(r"[一二三四五六七八九十百]+(?=[万亿千]?[人车元])")
_MARKS = re.compile(r"[\s“”\"（）()、，的]+")


@cache
def indicator_key(name: str) -> str:
    """What names of one indicator have in common.

    >>> indicator_key("亿元国内生产总值生产安全事故死亡率") == indicator_key("亿元GDP生产安全事故死亡率")
    True
    >>> indicator_key("工矿商贸就业人员十万人死亡率") == indicator_key("工矿商贸就业人员10万人死亡率")
    True
    """
    data = load_yaml(DATA)
    key = _MARKS.sub("", name)
    for preferred, *others in data["same"]:
        for other in sorted(others, key=len, reverse=True):
            key = key.replace(other, preferred)
    key = _HAN_COUNT.sub(lambda match: str(chinese_to_int(match.group()) or match.group()), key)
    while dropped := next((word for word in data["drop"] if key.startswith(word) and len(key) > len(word)), None):
        key = key[len(dropped) :]
    return key
