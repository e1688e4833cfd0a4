"""The engine's words about a malformed query → one Chinese sentence that says where."""

import re

from kb.errors import QueryError

_PLACE = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
# What the grammar says of meaning, by a part of the engine's message.
_REASONS = {
    "IRI parsing failed": "IRI 不合法",
    "Prefix not found": "前缀没有声明",
    "SELECT * is not authorized with GROUP BY": "有 GROUP BY 时不能用 SELECT *",
}
# "…" and bare words are tokens; […] are ranges of characters.
_EXPECTED = re.compile(r'"((?:[^"\\]|\\.)+)"|\b([A-Za-z]{2,})\b')
_RANGE = re.compile(r"\[[^\]]*\]")
_SHOWN = 8
_CONTEXT = 12


def malformed(query: str, message: str) -> QueryError:
    """The error for a query the engine cannot parse; ``message`` is the engine's own."""
    found = _PLACE.match(message)
    if found is None:
        return QueryError(f"查询有误：{message[:200]}")
    line, column = int(found[1]), int(found[2])
    reason = next((text for part, text in _REASONS.items() if part in found[3]), None) or _wanted(found[3])
    return QueryError(f"第 {line} 行第 {column} 列{_near(query, line, column)}有语法错误：{reason}。", line, column)


def _near(query: str, line: int, column: int) -> str:
    """The text before the place, so that it can be found by eye."""
    lines = query.split("\n")
    text = lines[line - 1][max(0, column - 1 - _CONTEXT) : column - 1] if line <= len(lines) else ""
    return f"（“{text.strip()}”之后）" if text.strip() else ""


def _wanted(expected: str) -> str:
    words = [quoted.replace('\\"', '"') or bare for quoted, bare in _EXPECTED.findall(_RANGE.sub("", expected))]
    wanted = [word for word in dict.fromkeys(words) if word not in ("one", "of")]
    if not wanted:
        return "此处的内容不合 SPARQL 1.1 语法"
    return "此处可用 " + " ".join(wanted[:_SHOWN]) + (" 等" if len(wanted) > _SHOWN else "")
