"""The bundled encoder beside its package, builds of one plan and of a hundred, and opening them."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from bench.renamed import write_renamed_plans
from kb import entry, opening, pipeline
from kb.inputs import fingerprint, remember
from kb.qa.answering import Answerer
from kb.qa.models import Question
from kb.search.encoder import Encoder, load_encoder, package_engine
from kb.search.passages import passages_of
from kb.settings import Settings
from kb.sources import sources

_ROUNDS = 5
_QUERIES = (
    "消防领域由谁负责",
    "道路交通安全的目标是什么",
    "危险化学品企业什么时候完成改造",
    "楼外面贴的板子一点就着，归谁查",
)
_PLANS = 100
_QUESTION = "谁负责消防领域整治"


def scale_times() -> dict[str, object]:
    """Ratios of the encoder to its package's engine; seconds of builds and openings."""
    with tempfile.TemporaryDirectory() as folder:
        return {"encoder": _encoder_ratios(), "one_plan": _one(Path(folder)), "hundred_plans": _hundred(Path(folder))}


def _encoder_ratios() -> dict[str, float]:
    """Side by side, in turns, the best of each: what another process takes in a turn is not counted."""
    settings, encoder, package = Settings(), load_encoder(), package_engine()
    document = pipeline.parse_file(sources(settings)[0].path, settings)
    texts = [passage.searched for passage in passages_of(document)][:32]
    own, other = encoder.encode_document(texts), package("passage", texts)
    passages = _best(lambda: encoder.encode_document(texts), lambda: package("passage", texts))
    queries = [_best(lambda q=q: encoder.encode_query([q]), lambda q=q: package("query", [q])) for q in _QUERIES]  # type: ignore[misc]
    return {
        "passages_per_s": len(texts) / passages[0],
        "passages_to_package": passages[1] / passages[0],
        "query_ms": sum(took for took, _ in queries) / len(queries) * 1e3,
        "query_time_to_package": sum(took for took, _ in queries) / sum(took for _, took in queries),
        "least_cosine_to_package": float((own * other).sum(axis=1).min()),
    }


def _best(*works: Callable[[], object]) -> list[float]:
    return [min(times) for times in zip(*([_seconds(work) for work in works] for _ in range(_ROUNDS)), strict=True)]


def _one(folder: Path) -> dict[str, float]:
    settings = Settings(snapshot_dir=folder / "one")
    command = [sys.executable, "-c", f"from {entry.__name__} import main; raise SystemExit(main(['build']))"]
    environment = {**os.environ, "ZEREN_SNAPSHOT_DIR": str(settings.snapshot_dir)}

    def run() -> None:
        subprocess.run(command, env=environment, check=True, capture_output=True)

    def start_and_ask() -> None:
        Answerer(opening.open_knowledge(settings), settings.max_question_chars).ask(Question(_QUESTION))

    return {
        "fresh_build_seconds": _seconds(run),
        "unchanged_build_seconds": min(_seconds(run) for _ in range(_ROUNDS)),
        "first_answer_seconds": _seconds(start_and_ask),
    }


def _hundred(folder: Path) -> dict[str, float]:
    files = write_renamed_plans(folder / "plans", _PLANS)
    words = Settings(snapshot_dir=folder / "words", encoder="none")
    meaning = replace(words, snapshot_dir=folder / "meaning", encoder=Settings().encoder)
    without = _seconds(lambda: _build(words, files))
    with_vectors = _seconds(lambda: _build(meaning, files))
    encoder = load_encoder(meaning.encoder)
    texts = [passage.searched for passage in opening.open_search(words).passages]
    encoder.encode_query([_QUESTION])
    alone = _seconds(lambda: _encode(encoder, texts))
    changed = files[0]
    changed.write_text(changed.read_text(encoding="utf-8") + "\n附则。本规划自印发之日起施行。\n", encoding="utf-8")
    return {
        "passages": len(texts),
        "build_by_words_seconds": without,
        "build_seconds": with_vectors,
        "vectors_to_encoder_alone": (with_vectors - without) / alone,
        "build_after_a_change_seconds": _seconds(lambda: _build(meaning, files)),
        "open_and_ask_seconds": _seconds(
            lambda: Answerer(opening.open_knowledge(words), words.max_question_chars).ask(Question(_QUESTION))
        ),
    }


def _build(settings: Settings, files: Sequence[Path]) -> None:
    taken = fingerprint(settings, files)
    remember(settings, pipeline.build(settings, sources(settings, files))[0], taken)


def _encode(encoder: Encoder, texts: Sequence[str], batch: int = 64) -> None:
    ordered = sorted(texts, key=len)
    for first in range(0, len(ordered), batch):
        encoder.encode_document(ordered[first : first + batch])


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
