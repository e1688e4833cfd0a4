"""What a query must be before any engine sees it: short, flat, one of the four read-only forms, of this graph alone.

The limits are those that `docs/decisions.md` gives the reasons of; the sandbox of the worker is the barrier behind them.
"""

import re

from kb.errors import QueryError, TooLargeError
from kb.graph.sparql.lexing import Lexed, position

MAX_BYTES = 16_384
MAX_DEPTH = 60
# Engines go down one level for each operator of a chain such as 1+1+1+… or !!!…
MAX_OPERATORS = 2_000

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
_PROLOGUE = r"\s*(?:(?:BASE|PREFIX\s*[^\s:]*:)\s*)*"
_FORM = re.compile(rf"{_PROLOGUE}([A-Za-z]+)", re.IGNORECASE)
_SERVICE = re.compile("SERVICE", re.IGNORECASE)
_OPERATORS = re.compile(r"[-+*/!^|&=]")


def check_length(text: str) -> None:
    """:raises TooLargeError: longer than MAX_BYTES."""
    if len(text.encode()) > MAX_BYTES:
        raise TooLargeError(f"查询超过 {MAX_BYTES} 字节；请缩短，例如把长的 VALUES 分成几次查询。")


def check(query: Lexed) -> str:
    """Let a query pass or refuse it; its form, one of FORMS, or "" where the engine has to say what is wrong.

    :raises QueryError: nested too deep, an update, one that would reach for another server (SERVICE), or one that can
        be read in two ways.
    """
    text, bare = query.text, query.bare
    if query.unclear:
        raise _refused(
            text, query.unclear.start, "这里的 < 可能是“小于”，也可能是网址的开头；小于号后请加空格，网址请改用前缀。"
        )
    _check_depth(text, bare)
    if found := _SERVICE.search(bare):
        raise _refused(
            text, found.start(), "查询不得使用 SERVICE：本服务不访问其他服务器。请只查本库，前缀也请勿含此词。"
        )
    first = _FORM.match(bare)
    form = first[1].upper() if first else ""
    if first and form in _UPDATES:
        raise _refused(
            text, first.start(1), f"本服务只读，不接受更新（{form}）；可用的查询是 SELECT、ASK、CONSTRUCT、DESCRIBE。"
        )
    return form if form in FORMS else ""


def _check_depth(text: str, bare: str) -> None:
    depth = 0
    for found in re.finditer(r"[{}()\[\]]", bare):
        depth += 1 if found[0] in "{([" else -1
        if depth > MAX_DEPTH:
            raise _refused(text, found.start(), f"查询嵌套超过 {MAX_DEPTH} 层；请改写得平一些。")
    if len(_OPERATORS.findall(bare)) > MAX_OPERATORS:
        raise QueryError(f"查询里的运算符超过 {MAX_OPERATORS} 个；请改写得短一些。")


def _refused(text: str, offset: int, reason: str) -> QueryError:
    line, column = position(text, offset)
    return QueryError(f"第 {line} 行第 {column} 列：{reason}", line, column)
