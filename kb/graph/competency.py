"""Competency queries: the questions that the graph must be able to answer, each as one query to learn from.

A file of ``ontology/queries/competency`` begins with ``# 问：…`` and ``# Question: …``; its name is its id. What a reader
would change (a title, the name of a unit) stands in a VALUES line with a real example.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kb.errors import RuleError, reason_of
from kb.graph.store import QUERIES_DIR

COMPETENCY_DIR = QUERIES_DIR / "competency"
_HEAD = re.compile(r"# 问：(?P<zh>\S[^\n]*)\n# Question: (?P<en>\S[^\n]*)\n")


@dataclass(frozen=True)
class CompetencyQuery:
    """One question in Chinese and English, and the text of the query that answers it, comments included."""

    id: str
    zh: str
    en: str
    text: str


@cache
def load_competency_queries(folder: Path = COMPETENCY_DIR) -> tuple[CompetencyQuery, ...]:
    """The queries of a folder, by id.

    :raises RuleError: the folder has none; a file cannot be read, or does not begin with its question in both languages.
    """
    queries = tuple(_load(path) for path in sorted(folder.glob("*.rq")))
    if not queries:
        raise RuleError(f"查询目录 {folder} 里没有查询（*.rq）；请恢复该目录。")
    return queries


def _load(path: Path) -> CompetencyQuery:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else "不是 UTF-8"
        raise RuleError(f"查询文件读不到：{path}（{reason}）。") from error
    head = _HEAD.match(text)
    if head is None:
        raise RuleError(f"{path}：前两行应是“# 问：…”和“# Question: …”。")
    return CompetencyQuery(path.stem, head["zh"], head["en"], text)
