"""Vectors and texts in Milvus: milvus-lite in this process, and its server on loopback; nothing of it is imitated."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bench.load import questions
from bench.made_passages import made_passages
from kb import opening, pipeline
from kb.errors import SnapshotError
from kb.search.encoder import Encoder
from kb.search.heads import HEAD, VECTORS
from kb.search.index import build_index
from kb.search.large import milvus_store
from kb.search.large.index import LargeIndex, Limits
from kb.search.large.milvus_client import connected
from kb.search.large.milvus_store import MilvusStores
from kb.search.large.reading import VectorRows
from kb.search.large.storage import build_large, open_large
from kb.search.large.stores import ConfiguredStores
from kb.search.large.vector_store import VectorStores
from kb.search.passages import Passage
from kb.search.places import places_of
from kb.serving import IN_MILVUS
from kb.settings import Settings
from kb.snapshot import open_current, staging
from kb.sources import sources
from tests.search.test_large_index import HashedEncoder

_PLAN = "云水县消防规划\n一、任务\n1.消防。整治火灾隐患。（责任单位：县应急局）\n"
# Few enough that Milvus decides what is found.
_SOME = Limits(0, 50, 100)
_CORPUS = Settings().corpus_dir


@pytest.fixture(scope="module")
def uri(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("milvus") / "data.db")


@pytest.fixture(scope="module")
def made() -> list[Passage]:
    """Some of the ids have what ends a string in a filter."""
    odd = {"made-00003": '引号"与\\', "made-00004": "'] or position >= 0"}
    return [replace(passage, document=odd.get(passage.document, passage.document)) for passage in made_passages(600)]


def built(folder: Path, passages: Sequence[Passage], stores: VectorStores) -> Path:
    folder.mkdir(parents=True)
    build_large(passages, HashedEncoder(), folder, stores=stores)
    return folder


@pytest.fixture(scope="module")
def folder(made: list[Passage], uri: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("large") / "search", made, MilvusStores(uri))


def opened(folder: Path, stores: VectorStores, limits: Limits = _SOME) -> LargeIndex:
    return open_large(folder, (folder / HEAD).read_bytes(), HashedEncoder(), stores=stores, limits=limits)


def _collection(folder: Path) -> str:
    return str(json.loads((folder / milvus_store.FILE).read_bytes())["collection"])


def _has(uri: str, name: str) -> bool:
    with connected(uri, "") as client:
        return bool(client.has_collection(name))


def test_it_proposes_the_nearest_among_all_and_within_documents(made: list[Passage], folder: Path, uri: str) -> None:
    index = opened(folder, MilvusStores(uri))
    vectors = VectorRows(folder / VECTORS, HashedEncoder.dimension)
    for documents in ([], ['引号"与\\', "made-00017", "'] or position >= 0"]):
        inside = [n for n, passage in enumerate(made) if not documents or passage.document in documents]
        for passage in made[::60]:
            query = index.query(passage.text[:20], index.encoder.encode_query([passage.text[:20]])[0], documents)
            cosines = vectors.of(np.array(inside)) @ query.vector
            found = index.candidates(query)["dense"]
            assert len(set(found)) == len(found) == min(50, len(inside))
            assert set(found) <= set(inside)
            least = np.sort(cosines)[-len(found)]
            assert (vectors.of(found) @ query.vector >= least - 1e-5).all()


def test_the_search_is_that_of_an_index_in_memory(made: list[Passage], folder: Path, uri: str) -> None:
    exact = build_index(made, HashedEncoder())
    index = opened(folder, MilvusStores(uri), Limits(0, 600, 600))
    for passage in made[::60]:
        for documents in ((), ("made-00002", '引号"与\\')):
            right, found = (of.search(passage.text[:20], 10, documents) for of in (exact, index))
            assert [hit.passage for hit in found] == [hit.passage for hit in right]
            assert [hit.score for hit in found] == pytest.approx([hit.score for hit in right], abs=1e-5)


def test_questions_find_the_same_as_with_the_vectors_in_the_snapshot(tmp_path: Path) -> None:
    # With the bundled encoder, on the plan of the corpus; the candidates are a part of its passages.
    chosen = Settings(snapshot_dir=tmp_path / "snapshots", milvus_uri=str(tmp_path / "data.db"))
    pipeline.build(chosen, sources(chosen, sorted(_CORPUS.glob("*.txt"))))
    served = opening.open_search(chosen)
    local = tmp_path / "local"
    local.mkdir()
    known = opening.encoded_passages_of(open_current(chosen.snapshot_dir), served.encoder)
    build_large(served.passages, served.encoder, local, known, thesaurus=opening.thesaurus())
    limits = Limits(0, len(served.passages) // 3, len(served.passages) // 2)
    asked = questions()[:: len(questions()) // 20][:20]
    found = []
    for folder in (local, open_current(chosen.snapshot_dir).path / "search"):
        index = _with_topics(folder, served.encoder, chosen.milvus_uri, limits)
        found.append([[(hit.passage.id, round(hit.score, 4)) for hit in index.search(text)] for text in asked])
    assert found[0] == found[1]
    assert all(found[0])


def _with_topics(folder: Path, encoder: Encoder, uri: str, limits: Limits) -> LargeIndex:
    head, stores = (folder / HEAD).read_bytes(), ConfiguredStores(uri)
    return open_large(folder, head, encoder, opening.thesaurus(), stores, limits=limits)


def test_other_programs_find_the_texts_beside_the_vectors(made: list[Passage], folder: Path, uri: str) -> None:
    with connected(uri, "") as client:
        rows = client.query(_collection(folder), filter="position == 7", output_fields=["document", "section", "text"])
    assert dict(rows[0]) == {
        "position": 7,
        "document": made[7].document,
        "section": made[7].section,
        "text": made[7].searched,
    }


def test_one_content_is_one_collection_and_what_was_begun_is_finished(
    made: list[Passage], uri: str, tmp_path: Path
) -> None:
    first = built(tmp_path / "first", made[:100], MilvusStores(uri))
    again = built(tmp_path / "again", made[:100], MilvusStores(uri))
    assert {p.name: p.read_bytes() for p in first.iterdir()} == {p.name: p.read_bytes() for p in again.iterdir()}
    # What a build leaves that dies before its index is made.
    name = _collection(first)
    with connected(uri, "") as client:
        client.release_collection(name)
        client.drop_index(name, "vector")
        client.delete(name, filter="position >= 40")
    with pytest.raises(SnapshotError, match=r"不完整.*zeren build"):
        opened(first, MilvusStores(uri))
    built(tmp_path / "mended", made[:100], MilvusStores(uri))
    assert opened(first, MilvusStores(uri)).search(made[70].text)[0].passage == made[70]


def _without(uri: str, folder: Path) -> None:
    with connected(uri, "") as client:
        client.drop_collection(_collection(folder))


def _with_less(uri: str, folder: Path) -> None:
    with connected(uri, "") as client:
        client.delete(_collection(folder), filter="position < 3")


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (_without, r"没有这份快照的集合.*zeren build"),
        (_with_less, r"不完整.*zeren build"),
        (lambda _, folder: (folder / milvus_store.FILE).write_bytes(b"{}"), r"milvus.json.*已损坏.*zeren build"),
    ],
    ids=["no collection", "rows missing", "name lost"],
)
def test_damage_is_said(
    damage: Callable[[str, Path], object], said: str, made: list[Passage], uri: str, tmp_path: Path
) -> None:
    folder = built(tmp_path / "search", made[100:140], MilvusStores(uri))
    damage(uri, folder)
    with pytest.raises(SnapshotError, match=said):
        opened(folder, MilvusStores(uri))
    # And the next build mends it, as it says.
    again = built(tmp_path / "again", made[100:140], MilvusStores(uri))
    assert opened(again, MilvusStores(uri)).search(made[101].text)[0].passage == made[101]


def test_only_what_no_snapshot_uses_is_dropped(made: list[Passage], uri: str, tmp_path: Path) -> None:
    stores, snapshots = ConfiguredStores(uri), tmp_path / "snapshots"
    kept = built(snapshots / "b" / "search", made[140:150], stores)
    # One that is removed, one of the same content as what is kept, a build that died, and those of somebody else.
    gone = built(snapshots / "a" / "search", made[150:160], stores)
    built(snapshots / "c" / "search", made[140:150], stores)
    dead = built(snapshots / ".tmp-staging-x" / "files", made[160:170], stores)
    other = built(tmp_path / "other", made[170:180], stores)
    names = [_collection(path) for path in (kept, gone, dead, other)]
    with stores.swept(snapshots):
        for name in ("a", "c", ".tmp-staging-x"):
            (snapshots / name).rename(tmp_path / f"removed-{name}")
    assert [_has(uri, name) for name in names] == [True, False, False, True]


def _collections(uri: str) -> set[str]:
    with connected(uri, "") as client:
        return set(client.list_collections())


def test_a_build_that_breaks_off_leaves_no_collection(tmp_path: Path) -> None:
    chosen = Settings(snapshot_dir=tmp_path / "snapshots", milvus_uri=str(tmp_path / "data.db"))
    file = tmp_path / "plan.txt"
    file.write_text(_PLAN, encoding="utf-8")
    pipeline.build(chosen, sources(chosen, [file]))
    kept = _collections(chosen.milvus_uri)

    def interrupted(_done: int, _total: int, what: str) -> None:
        # Ctrl+C between the index and the snapshot, when the collection is whole.
        if what == "快照":
            raise KeyboardInterrupt

    # Once of other content; and once of the content that is served, whose collection stays.
    for text in (f"{_PLAN}2.道路。治理事故多发路段。（责任单位：县公安局）\n", _PLAN):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(KeyboardInterrupt):
            pipeline.build(chosen, sources(chosen, [file]), interrupted)
        assert len(kept) == 1
        assert _collections(chosen.milvus_uri) == kept
    assert opening.open_search(chosen).search("火灾")


def test_a_collection_that_did_not_take_all_rows_is_dropped(made: list[Passage], uri: str, tmp_path: Path) -> None:
    stores, before, places = ConfiguredStores(uri), _collections(uri), places_of(passage.document for passage in made)
    vectors = np.eye(64, dtype=np.float16)[:10]
    with pytest.raises(SnapshotError, match="没有收全"), stores.swept(tmp_path), staging(tmp_path) as folder:
        stores.build(folder, vectors, places, made[:10])
    assert _collections(uri) == before


def test_a_second_snapshot_is_published_while_the_first_is_served(tmp_path: Path) -> None:
    chosen = Settings(snapshot_dir=tmp_path / "snapshots", milvus_uri=str(tmp_path / "new" / "data.db"))
    file = tmp_path / "plan.txt"
    found = []
    for text in (_PLAN, f"{_PLAN}2.道路。治理事故多发路段。（责任单位：县公安局）\n"):
        file.write_text(text, encoding="utf-8")
        pipeline.build(chosen, sources(chosen, [file]))
        path, encoder = open_current(chosen.snapshot_dir).path, opening.open_search(chosen).encoder
        # As it would be with many passages: Milvus is asked.
        found.append(_with_topics(path / "search", encoder, chosen.milvus_uri, Limits(0, 10, 10)))
    first, second = found
    assert len(first.passages) < len(second.passages)
    for index in (first, second):
        assert "火灾隐患" in index.search("谁来管火灾")[0].passage.text
    # Five builds on, the first is kept no more, nor is its collection; the last one is opened as ever.
    names = {path.name for path in chosen.snapshot_dir.iterdir()}
    oldest = milvus_store.collections_in(path / "search" for path in chosen.snapshot_dir.iterdir())
    for n in range(3, 6):
        file.write_text(f"{_PLAN}2.道路。治理第{n}段。（责任单位：县公安局）\n", encoding="utf-8")
        pipeline.build(chosen, sources(chosen, [file]))
    assert len(names - {path.name for path in chosen.snapshot_dir.iterdir()}) == 1
    kept = milvus_store.collections_in(path / "search" for path in chosen.snapshot_dir.iterdir())
    assert len(oldest - kept) == 1
    assert [_has(chosen.milvus_uri, name) for name in sorted(oldest - kept) + sorted(kept)] == [False, *[True] * 4]


def test_a_snapshot_built_before_the_setting_was_made_opens_and_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    chosen = Settings(snapshot_dir=tmp_path / "snapshots")
    file = tmp_path / "plan.txt"
    file.write_text(_PLAN, encoding="utf-8")
    pipeline.build(chosen, sources(chosen, [file]))
    moved = replace(chosen, milvus_uri=str(tmp_path / "data.db"))
    assert opening.open_search(moved).search("火灾")
    assert "运行 zeren build 以后才用 Milvus" in caplog.text
    pipeline.build(moved, sources(moved, [file]))
    snapshot = open_current(moved.snapshot_dir)
    assert IN_MILVUS in snapshot.files
    opening.check_vectors(snapshot, moved)
    # And the other way: the snapshot says that it needs Milvus.
    for needs in (lambda: opening.check_vectors(snapshot, chosen), lambda: opening.open_search(chosen)):
        with pytest.raises(SnapshotError, match="没有设 ZEREN_MILVUS_URI"):
            needs()
