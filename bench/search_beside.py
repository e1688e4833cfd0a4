"""Answers about the first plan when a hundred thousand passages of other documents stand beside it in the search."""

import os
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.made_passages import MadePassages
from bench.search_scale import CACHE_VARIABLE, ENCODED, encoded, turned
from kb import opening, pipeline
from kb.cli import asker
from kb.evaluation import evaluate, load_questions
from kb.qa.answering import Answerer
from kb.search.encoder import load_encoder
from kb.search.heads import STORED, VECTORS
from kb.search.large.storage import index_vectors
from kb.search.storage import FOLDER
from kb.settings import ROOT, Settings
from kb.snapshot import Snapshot, open_current, publish, staging
from kb.sources import sources

BESIDE = 100_000
_QUESTIONS = ROOT / "tests" / "evaluation" / "questions.jsonl"


def beside_figures() -> dict[str, object]:
    """The figures of the evaluation questions with the plan alone and with the others beside it."""
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(Settings(), snapshot_dir=Path(folder) / "snapshots")
        pipeline.build(settings, sources(settings))
        alone = _figures(settings)
        cache = Path(os.environ.get(CACHE_VARIABLE, folder))
        publish_beside(settings, encoded(cache)[0])
        return {"beside": BESIDE, "alone": alone, "with_others": _figures(settings)}


def publish_beside(settings: Settings, vectors: Path, count: int = BESIDE) -> Snapshot:
    """Publish the current snapshot anew with ``count`` made passages in its search index."""
    snapshot = open_current(settings.snapshot_dir)
    encoder = load_encoder(settings.encoder)
    index = opening.encoded_passages_of(snapshot, encoder)
    base, own = np.load(vectors), len(index.passages)
    kept: dict[str, bytes | Path] = {
        name: snapshot.read(name) for name in snapshot.files if not name.startswith(f"{FOLDER}/")
    }
    with staging(settings.snapshot_dir) as folder:
        shape = (own + count, base.shape[1])
        stored = np.memmap(folder / VECTORS, dtype=STORED, mode="w+", shape=shape)
        stored[:own] = index.vectors
        for first in range(0, count, ENCODED):
            stored[own + first : own + first + ENCODED] = turned(base, first)[: count - first]
        passages = [*index.passages, *MadePassages(count)]
        index_vectors(passages, stored, encoder, folder, opening.thesaurus())
        staged = {f"{FOLDER}/{path.name}": path for path in folder.iterdir()}
        return publish(settings.snapshot_dir, {**kept, **staged})


def _figures(settings: Settings) -> Mapping[str, int]:
    knowledge = opening.open_knowledge(settings)
    ask = asker(Answerer(knowledge, settings.max_question_chars))
    figures = evaluate(load_questions(_QUESTIONS), ask, knowledge.texts).figures
    return {"questions": figures.correct.total, "correct": figures.correct.part}
