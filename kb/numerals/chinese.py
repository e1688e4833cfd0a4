"""Whole numbers in Chinese characters, both ways.

Reads 三千二百, 十二, 一百零五, 两万, 壹拾伍, 二〇二一 and the spoken 一百五 (150); writes the standard small forms.
"""

DIGITS = "零一二三四五六七八九"
SMALL_UNITS = {"十": 10, "百": 100, "千": 1000}
LARGE_UNITS = {"亿": 10**8, "万": 10**4}

# 大写 of cheques, variants and the look-alikes of 〇 that typists use, all of one character.
_VARIANTS = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬億兩貳參陸〇○◯两", "一二三四五六七八九十百千万亿二二三六零零零二")
_DIGIT_VALUES = {character: value for value, character in enumerate(DIGITS)}
_MAX_LENGTH = 40
_LIMIT = 10**16


def chinese_to_int(text: str) -> int | None:
    """The whole number that ``text`` spells in Chinese characters, or None when it spells none.

    A bare unit counts once (十 = 10, 万 = 10000). Digit by digit is read from four digits on or with a zero in it
    (二〇二一, 二〇): 三五 and 一二三 are "three to five" and a list, no numbers.

    >>> chinese_to_int("一万零三百五十"), chinese_to_int("二〇二一"), chinese_to_int("三五")
    (10350, 2021, None)
    """
    if not text or len(text) > _MAX_LENGTH:
        return None
    plain = text.translate(_VARIANTS)
    if all(character in _DIGIT_VALUES for character in plain):
        return _digit_string(plain)
    value = _evaluate(plain)
    if value is None or not _spells(plain, value):
        return None
    return value


def int_to_chinese(value: int) -> str:
    """The standard spelling of ``value``, 0 <= value < 10**16 (15 = 十五, 110 = 一百一十, 10005 = 一万零五).

    :raises ValueError: the value is out of range.
    """
    if not 0 <= value < _LIMIT:
        raise ValueError(f"数值 {value} 超出范围，应在 0 与 10**16 之间。")
    if value == 0:
        return DIGITS[0]
    spelled = _spell(value)
    return spelled[1:] if spelled.startswith("一十") else spelled


def _digit_string(plain: str) -> int | None:
    if len(plain) > 1 and "零" not in plain and len(plain) < 4:
        return None
    return int("".join(str(_DIGIT_VALUES[character]) for character in plain))


def _evaluate(plain: str) -> int | None:
    """Digit times unit, summed; whether the units stand in order is for :func:`_spells` to say."""
    for name, unit in LARGE_UNITS.items():
        head, found, tail = plain.rpartition(name)
        if found:
            left, right = _evaluate(head) if head else 1, _evaluate(tail) if tail else 0
            if left is None or right is None:
                return None
            spoken = unit // 10 if len(tail) == 1 else 1
            return left * unit + right * spoken
    return _evaluate_section(plain)


def _evaluate_section(plain: str) -> int | None:
    total = digit = 0
    last_unit = 1
    for character in plain:
        if character in SMALL_UNITS:
            last_unit = SMALL_UNITS[character]
            total += (digit or 1) * last_unit
            digit = 0
        elif character in _DIGIT_VALUES:
            digit = _DIGIT_VALUES[character]
            last_unit = last_unit if digit else 1
        else:
            return None
    return total + digit * max(last_unit // 10, 1)


def _spells(plain: str, value: int) -> bool:
    """Whether ``plain`` is a spelling of ``value``, zeros, a leading 一 and a last unit left out aside."""
    if value >= _LIMIT:
        return False
    bare, standard = _bare(plain), _bare(_spell(value)) if value else DIGITS[0]
    return bare == standard or (len(bare) > 2 and plain[-2:-1] != "零" and bare == standard[:-1])


def _bare(spelled: str) -> str:
    bare = spelled.replace("零", "")
    return f"一{bare}" if bare[:1] in SMALL_UNITS or bare[:1] in LARGE_UNITS else bare


def _spell(value: int) -> str:
    for name, unit in LARGE_UNITS.items():
        if value >= unit:
            head, rest = divmod(value, unit)
            gap = "零" if 0 < rest < unit // 10 else ""
            return _spell(head) + name + gap + (_spell(rest) if rest else "")
    return _spell_section(value)


def _spell_section(value: int) -> str:
    spelled = ""
    for name, unit in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, value = divmod(value, unit)
        if digit:
            spelled += DIGITS[digit] + name
        elif spelled and value:
            spelled += "" if spelled.endswith("零") else "零"
    return spelled
