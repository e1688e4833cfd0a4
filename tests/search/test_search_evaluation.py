"""The figures of a judged set, worked out by hand on one small enough."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.errors import InputError
from kb.search.evaluation import evaluate_beir, passages_of_set, read_beir
from tests.search.conftest import TinyEncoder

_DOCUMENTS = {
    "fire": ("", "消防工作方案\n排查火灾隐患。"),
    "road": ("道路管理办法", "加强交通管理。"),
    "farm": ("", "关于农药管理的通知 规范经营。" + "其它事项照旧。" * 60),
}
# fire is found first; farm is found second, behind the road that the words name; of two right ones one is first.
_QUERIES = {"q1": "火灾", "q2": "道路", "q3": "消防", "q4": "无人判定"}
_JUDGED = [("q1", "fire", 1), ("q2", "farm", 1), ("q3", "fire", 2), ("q3", "road", 1), ("q3", "farm", 0)]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    rows = [{"_id": key, "title": title, "text": text} for key, (title, text) in _DOCUMENTS.items()]
    questions = [{"_id": key, "text": text} for key, text in _QUERIES.items()]
    judged = ["query-id\tcorpus-id\tscore", *("\t".join(map(str, row)) for row in _JUDGED)]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n\n", encoding="utf-8")
    (tmp_path / "queries.jsonl").write_text("\n".join(map(json.dumps, questions)), encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text("\n".join(judged) + "\n", encoding="utf-8")
    return tmp_path


def test_figures(directory: Path, encoder: TinyEncoder) -> None:
    figures = evaluate_beir(directory, encoder)
    assert list(figures) == [
        "mrr@10", "recall@1", "recall@5", "recall@10", "recall@100", "documents", "queries", "query_ms_p50",
    ]  # fmt: skip
    assert figures["mrr@10"] == pytest.approx((1 + 1 / 2 + 1) / 3, abs=1e-4)
    assert figures["recall@1"] == pytest.approx((1 + 0 + 1 / 2) / 3, abs=1e-4)
    assert (figures["recall@5"], figures["recall@100"]) == (1.0, 1.0)
    # q4 has no right document: it cannot be scored.
    assert (figures["documents"], figures["queries"]) == (3, 3)
    assert figures["query_ms_p50"] > 0


def test_a_document_is_read_under_its_title_or_first_line(directory: Path) -> None:
    contexts: dict[str, set[str]] = {}
    for passage in passages_of_set(read_beir(directory)):
        contexts.setdefault(passage.document, set()).add(passage.context)
    assert contexts == {"fire": {"消防工作方案"}, "road": {"道路管理办法"}, "farm": {"关于农药管理的通知"}}


# (file, what becomes of it, a word of the message, why)
WRONG: list[tuple[str, Callable[[str], str | None], str, str]] = [
    ("corpus.jsonl", lambda text: None, "读不到", "a missing file"),
    ("queries.jsonl", lambda text: text.replace("_id", "id", 1), "第 1 行", "a row without its id"),
    ("corpus.jsonl", lambda text: text + "{", "第 5 行", "no JSON; blank lines count"),
    ("corpus.jsonl", lambda text: "[]", "第 1 行", "JSON of another kind"),
    ("qrels.tsv", lambda text: text + "q9\tfire\t1\n", "第 7 行", "a judgment on an unknown query"),
    ("qrels.tsv", lambda text: text + "q1\tfire\tyes\n", "第 7 行", "a grade that is no number"),
    ("qrels.tsv", lambda text: "query-id\tcorpus-id\tscore\n", "没有一条判定", "nothing judged"),
]


@pytest.mark.parametrize(("name", "change", "word", "why"), WRONG, ids=[case[-1] for case in WRONG])
def test_a_wrong_set_is_said(
    directory: Path, name: str, change: Callable[[str], str | None], word: str, why: str
) -> None:
    path = directory / name
    changed = change(path.read_text(encoding="utf-8"))
    path.unlink()
    if changed is not None:
        path.write_text(changed, encoding="utf-8")
    with pytest.raises(InputError, match=word) as raised:
        read_beir(directory)
    assert str(path) in str(raised.value)


def test_all_wrong_sets_were_read(directory: Path) -> None:
    assert len(WRONG) == 7
    (directory / "corpus.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="UTF-8"):
        read_beir(directory)
