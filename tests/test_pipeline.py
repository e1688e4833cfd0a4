"""The whole path on odd texts: nothing raises, nothing is lost."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb import opening, pipeline
from kb.contract import as_contract
from kb.errors import InputError, SnapshotError
from kb.holdings import Supplied
from kb.search import encoder as encoders
from kb.search import storage
from kb.search.storage import VECTORS
from kb.settings import Settings
from kb.snapshot import GRAPH, open_current, publish
from kb.sources import sources
from tests.search.conftest import TinyEncoder

ODD = [
    "没有标题的一段话。",
    "长" * 100_000,
    "（" * 1000 + "责任单位：县应急局" + "）" * 1000,
    "（责任单位：" * 500,
    "一、任务\n" + "责任单位：" * 20_000,
    "一、任务\n" + "由县应急局牵头，" * 3000,
    "《" * 1000 + "》" * 999,
    "一、\n（一）\n1.\n",
    "责任单位：\n牵头单位：\n",
    "\t\t\n序号\t任务\t责任单位\n",
    "2021年" * 5000,
]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_text_parses_and_spans_hold(text: str) -> None:
    body = as_contract(pipeline.parse_text(text, "odd"))
    for rows in body.values():
        for row in rows if isinstance(rows, list) else []:
            assert text[row["start"] : row["end"]] == row["quote"]


@given(
    st.text(
        alphabet="一二（）1.、。，；：《》〔〕年月日底前县应急局牵头配合负责责任单位完成建设平台下降到以内% \n2021",
        max_size=250,
    )
)
@settings(max_examples=150, deadline=None)
def test_any_text_parses_and_spans_hold(text: str) -> None:
    body = as_contract(pipeline.parse_text(text, "any"))
    for rows in body.values():
        for row in rows if isinstance(rows, list) else []:
            assert text[row["start"] : row["end"]] == row["quote"]


def test_a_document_without_assignments_yields_none() -> None:
    law = "云水省某某条例\n第一章 总则\n第一条 为了加强管理，制定本条例。\n第二条 县级以上人民政府应急管理部门负责本行政区域内的监督管理工作。\n"
    assert not pipeline.parse_text(law, "law").assignments


def test_same_files_give_the_same_snapshot(tmp_path: Path) -> None:
    ids = set()
    for name in ("a", "b"):
        chosen = Settings(snapshot_dir=tmp_path / name, encoder="none")
        ids.add(pipeline.build(chosen, sources(chosen))[0].id)
    assert len(ids) == 1


def test_the_bundled_encoder_gives_the_same_snapshot(tmp_path: Path) -> None:
    # Built in two folders, so that the second cannot take over the vectors of the first.
    ids = set()
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        chosen = _build(tmp_path / name, _LONGER)
        ids.add(open_current(chosen.snapshot_dir).id)
        assert opening.open_search(chosen).encoder.name == encoders.BUNDLED
    assert len(ids) == 1


def test_what_a_person_wrote_down_is_told_from_what_was_read(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text(_PLAN, encoding="utf-8")
    chosen = Settings(snapshot_dir=tmp_path / "snapshots", encoder="none")
    (source,) = sources(chosen, [file])
    # As the manifest and the person who publishes do it: what is in the text already is no addition.
    supplied = Supplied("云水县消防规划", "云水县政府", "云政发〔2021〕1号", date(2021, 12, 10))
    held = replace(source, holding=replace(source.holding, supplied=supplied))
    graph = pipeline.build(chosen, [held])[0].read(GRAPH).decode()
    for said, where in (
        (supplied.title, "stated"),
        (supplied.issuer, "supplied"),
        (supplied.number, "supplied"),
        ("2021-12-10", "supplied"),
    ):
        lines = [line for line in graph.splitlines() if "/plan> " in line and f'"{said}"' in line]
        assert [line.endswith(f"graph/{where}> .") for line in lines] == [True], (said, lines)


def test_a_bad_file_publishes_nothing(tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"")
    chosen = Settings(snapshot_dir=tmp_path / "snapshots")
    with pytest.raises(InputError, match="bad.txt"):
        pipeline.build(chosen, sources(chosen, [bad]))
    assert not (tmp_path / "snapshots").exists()


def test_a_folder_beside_a_file_gives_its_documents_and_nothing_else(tmp_path: Path) -> None:
    plan, notes = tmp_path / "plan.txt", tmp_path / "others" / "notes.yaml"
    notes.parent.mkdir()
    for file in (plan, notes, notes.with_name("other.txt")):
        file.write_text("一、任务\n（责任单位：县应急局）\n", encoding="utf-8")
    chosen = Settings()
    corpus = [file.id for file in sources(chosen)]
    # the corpus by its manifest, the other folder without what only says something of documents
    given = sources(chosen, [chosen.corpus_dir, plan, notes.parent])
    assert [file.id for file in given] == [*corpus, "plan", "other"]
    assert [file.holding.origin for file in given] == ["corpus"] * len(corpus) + ["path"] * 2


def test_nothing_to_build(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        sources(Settings(), [tmp_path])


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> TinyEncoder:
    """The encoder that every build of the test gets."""
    made = TinyEncoder()
    monkeypatch.setattr(encoders, "load_encoder", lambda name: made)
    return made


_PLAN = "云水县消防规划\n一、任务\n1.消防。整治火灾隐患。（责任单位：县应急局）\n"
_LONGER = f"{_PLAN}2.道路。治理事故多发路段。（责任单位：县公安局）\n"


def _build(tmp_path: Path, text: str, progress: pipeline.Progress = lambda *_: None) -> Settings:
    chosen = Settings(snapshot_dir=tmp_path / "snapshots")
    file = tmp_path / "plan.txt"
    file.write_text(text, encoding="utf-8")
    pipeline.build(chosen, sources(chosen, [file]), progress)
    return chosen


def test_the_snapshot_is_searched(tmp_path: Path, tiny: TinyEncoder) -> None:
    index = opening.open_search(_build(tmp_path, _LONGER))
    best = index.search("着火了归谁管")[0].passage
    assert "整治火灾隐患" in best.text
    assert _LONGER[best.start : best.end] == best.text


def test_only_new_passages_are_encoded(tmp_path: Path, tiny: TinyEncoder) -> None:
    _build(tmp_path, _PLAN)
    before = len(tiny.read)
    chosen = _build(tmp_path, _LONGER)
    again = tiny.read[before:]
    assert before > 0
    assert len(again) == len(opening.open_search(chosen).passages) - before > 0
    assert not any("整治火灾隐患" in text for text in again)


def test_another_encoder_encodes_all_again(tmp_path: Path, tiny: TinyEncoder) -> None:
    chosen = _build(tmp_path, _PLAN)
    before = len(tiny.read)
    tiny.version = "2"
    with pytest.raises(SnapshotError, match="编码器"):
        opening.open_search(chosen)
    _build(tmp_path, _PLAN)
    assert tiny.read[before:] == tiny.read[:before]
    assert opening.open_search(chosen).search("火灾")


def test_encoding_shows_in_the_progress(tmp_path: Path, tiny: TinyEncoder) -> None:
    shown: list[tuple[int, int, str]] = []
    _build(tmp_path, _PLAN, lambda done, total, what: shown.append((done, total, what)))
    assert (0, len(tiny.read), "检索索引（段）") in shown


def test_no_snapshot_no_search(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="zeren build"):
        opening.open_search(Settings(snapshot_dir=tmp_path))


@pytest.mark.parametrize("vectors", [None, b"\0"], ids=["of a version without search", "cut off"])
def test_a_snapshot_without_a_good_index_is_said(tmp_path: Path, tiny: TinyEncoder, vectors: bytes | None) -> None:
    chosen = _build(tmp_path, _PLAN)
    snapshot = open_current(chosen.snapshot_dir)
    files = {name: snapshot.read(name) for name in snapshot.files if name != VECTORS}
    publish(chosen.snapshot_dir, files if vectors is None else {**files, VECTORS: vectors})
    with pytest.raises(SnapshotError, match=r"检索索引.*zeren build"):
        opening.open_search(chosen)
    # And the next build mends it.
    _build(tmp_path, _PLAN)
    assert opening.open_search(chosen).search("火灾")


def test_a_collection_over_the_threshold_is_searched_the_same(
    tmp_path: Path, tiny: TinyEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = _build(tmp_path, _PLAN)
    right = opening.open_search(small).search("火灾")
    assert "search/passages.json" in open_current(small.snapshot_dir).files
    monkeypatch.setattr(storage, "LARGE_FROM", 0)
    chosen = _build(tmp_path, _PLAN)
    snapshot = open_current(chosen.snapshot_dir)
    assert "search/vectors.faiss" in snapshot.files
    found = opening.open_search(chosen).search("火灾")
    assert [hit.passage for hit in found] == [hit.passage for hit in right]
    assert [hit.score for hit in found] == pytest.approx([hit.score for hit in right])
    # Nothing of the work is left behind, and the same files are the same snapshot.
    assert not list(chosen.snapshot_dir.glob(".tmp-*"))
    assert _build(tmp_path, _PLAN) == chosen
    assert open_current(chosen.snapshot_dir).id == snapshot.id
    # A byte that is another in a mapped file: the snapshot before it serves, as after any damage.
    path = snapshot.path / "search" / "grams.places"
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert open_current(chosen.snapshot_dir).id != snapshot.id
