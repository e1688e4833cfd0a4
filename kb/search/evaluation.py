"""Retrieval scored on a judged set in BEIR layout: corpus.jsonl, queries.jsonl, qrels.tsv.

A document is read under its title, or under its first line if it has none, and ranks by its best passage.
"""

import json
import re
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.errors import InputError
from kb.search.encoder import Encoder
from kb.search.fusion import WEIGHTS
from kb.search.index import SearchIndex, build_index
from kb.search.overlap import Thesaurus
from kb.search.passages import Passage, text_passages

# A first line is taken for a title up to its first blank or full stop, and no longer than this.
_TITLE_CHARS = 60
_TITLE = re.compile(r"\s*([^\s。]+)")
_DEPTHS = (1, 5, 10, 100)
_RECIPROCAL_DEPTH = 10


@dataclass(frozen=True)
class JudgedSet:
    """Documents (id to title and text), queries (id to text), and for each query the documents that answer it."""

    documents: Mapping[str, tuple[str, str]]
    queries: Mapping[str, str]
    relevant: Mapping[str, frozenset[str]]


def evaluate_beir(
    directory: Path, encoder: Encoder, weights: Mapping[str, float] = WEIGHTS, thesaurus: Thesaurus | None = None
) -> dict[str, float]:
    """The figures of the search on a judged set: mrr@10, recall@1, @5, @10, @100, documents, queries, query_ms_p50.

    :param weights: shares of the parts; ``{"lexical": 1, "dense": 0}`` measures one alone.
    :raises InputError: a file is missing, a line is malformed, or no query has a right document.
    """
    judged = read_beir(directory)
    return score(judged, build_index(passages_of_set(judged), encoder, weights=weights, thesaurus=thesaurus))


def evaluate_parts(
    directory: Path, encoder: Encoder, thesaurus: Thesaurus | None = None
) -> dict[str, dict[str, float]]:
    """As :func:`evaluate_beir`, for the fused search (``fused``) and for each part alone; passages are encoded once.

    :raises InputError: as there.
    """
    judged = read_beir(directory)
    passages = passages_of_set(judged)
    fused = build_index(passages, encoder, thesaurus=thesaurus)
    figures = {"fused": score(judged, fused)}
    for part in fused.parts:
        alone = {name: float(name == part) for name in WEIGHTS}
        figures[part] = score(judged, build_index(passages, encoder, fused, weights=alone, thesaurus=thesaurus))
    return figures


def score(judged: JudgedSet, index: SearchIndex) -> dict[str, float]:
    """As :func:`evaluate_beir`, on an index of the set's passages."""
    ranks, times = [], []
    for query, relevant in judged.relevant.items():
        started = time.perf_counter()
        index.search(judged.queries[query])
        times.append((time.perf_counter() - started) * 1e3)
        ranks.append((_ranks(index, judged.queries[query], relevant), len(relevant)))
    figures = {f"recall@{depth}": _mean([_recall(found, count, depth) for found, count in ranks]) for depth in _DEPTHS}
    return {
        "mrr@10": _mean([_reciprocal(found) for found, _ in ranks]),
        **figures,
        "documents": len(judged.documents),
        "queries": len(ranks),
        "query_ms_p50": round(statistics.median(times), 2),
    }


def passages_of_set(judged: JudgedSet) -> tuple[Passage, ...]:
    """The passages of all documents, each under its title."""
    return tuple(
        passage
        for document, (title, text) in judged.documents.items()
        for passage in text_passages(document, text, title or _first_line(text))
    )


def read_beir(directory: Path) -> JudgedSet:
    """The set in ``directory``; queries without a right document are left out.

    :raises InputError: as :func:`evaluate_beir`.
    """
    documents = {row["_id"]: (row.get("title") or "", row["text"]) for row in _rows(directory / "corpus.jsonl")}
    queries = {row["_id"]: row["text"] for row in _rows(directory / "queries.jsonl")}
    relevant: dict[str, set[str]] = {}
    path = directory / "qrels.tsv"
    for number, line in _lines(path):
        query, document, grade = (line.split("\t") + ["", ""])[:3]
        if number == 1 and not grade.strip().isdecimal():
            continue
        if query not in queries or document not in documents or not grade.strip().isdecimal():
            raise InputError(f"{path} 第 {number} 行不对：应为 查询、文件、分数 三列，且前两列在集内。")
        if int(grade) > 0:
            relevant.setdefault(query, set()).add(document)
    if not relevant:
        raise InputError(f"{path} 里没有一条判定；请检查该文件。")
    return JudgedSet(documents, queries, {query: frozenset(right) for query, right in relevant.items()})


def _first_line(text: str) -> str:
    found = _TITLE.match(text)
    return found[1][:_TITLE_CHARS] if found else ""


def _ranks(index: SearchIndex, query: str, relevant: frozenset[str]) -> list[int]:
    """The ranks (from 1) of the right documents."""
    ranked = dict.fromkeys(hit.passage.document for hit in index.search(query, len(index.passages)))
    return [rank for rank, document in enumerate(ranked, 1) if document in relevant]


def _reciprocal(ranks: Sequence[int]) -> float:
    return 1 / ranks[0] if ranks and ranks[0] <= _RECIPROCAL_DEPTH else 0.0


def _recall(ranks: Sequence[int], relevant: int, depth: int) -> float:
    return sum(rank <= depth for rank in ranks) / relevant


def _mean(values: Sequence[float]) -> float:
    return round(statistics.fmean(values), 4)


def _rows(path: Path) -> list[dict[str, Any]]:
    rows = []
    for number, line in _lines(path):
        try:
            row = json.loads(line)
            if not isinstance(row["_id"], str) or not isinstance(row["text"], str):
                raise TypeError("_id 和 text 应为文字")
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"{path} 第 {number} 行不对（{error}）；应为含 _id 和 text 的 JSON 对象。") from error
        rows.append(row)
    return rows


def _lines(path: Path) -> list[tuple[int, str]]:
    """The lines that hold something, with their numbers."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
        return [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    except OSError as error:
        raise InputError(
            f"评测文件读不到：{path}（{error.strerror}）；目录里应有 corpus.jsonl、queries.jsonl、qrels.tsv。"
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(f"评测文件不是 UTF-8：{path}；请转换编码。") from error
