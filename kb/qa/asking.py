"""The part of a sentence that asks, apart from what it only tells (甲单位牵头，哪些部门配合)."""

import re
from functools import lru_cache

_CLAUSE = re.compile(r"[^，,；;：:。？?！!（）()]+")
_INTERROGATIVE = re.compile(r"谁|哪|什么|啥|几(?:个|家)|多少|名单|是不是|是否|呢$")
_ROLE = re.compile(r"牵头|负责|责任|配合|参与|参加|协办|协助|分工|管|带头|主办|抓")


@lru_cache(maxsize=256)
def asking_part(text: str) -> str:
    """The clauses with a question word, when they also say what role is asked for; else the whole text.

    >>> asking_part("发改委牵头，哪些部门按职责分工参加？")
    '哪些部门按职责分工参加'
    >>> asking_part("消防整治牵头的，是哪家？")
    '消防整治牵头的，是哪家？'
    """
    clauses = [clause for clause in _CLAUSE.findall(text) if _INTERROGATIVE.search(clause)]
    part = "，".join(clauses)
    return part if _ROLE.search(part) else text
