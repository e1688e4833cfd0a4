"""A small library that tests may change: a corpus of one plan, built, and the key of an editor."""

import hashlib
from pathlib import Path

from kb import pipeline
from kb.access.keys import KeyStore
from kb.access.roles import Role
from kb.intake.library import build_corpus
from kb.settings import Settings
from kb.sources import sources

FIRE = "示例县消防“十四五”规划\n一、主要任务\n1.改造老旧小区。（责任单位：县住建局牵头，县消防救援大队配合）\n"
DIKES = "示例县防汛“十四五”规划\n一、主要任务\n1.加固堤防。（责任单位：县水利局牵头，县财政局配合）\n"
# The same with somebody else in the lead.
DIKES_LATER = DIKES.replace("县水利局", "县应急局")
_MANIFEST = """documents:
  - {id: fire, title: 示例县消防“十四五”规划, issuer: 示例县人民政府, number: '', date: 2021-05-01, file: fire.txt,
     sha256: %s, licence: own, source: own}
"""


def library_of_one(folder: Path) -> tuple[Settings, str]:
    """The settings of a library that holds the plan ``FIRE`` under the id fire, and the key."""
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "fire.txt").write_text(FIRE, encoding="utf-8")
    manifest = _MANIFEST % hashlib.sha256(FIRE.encode()).hexdigest()
    (corpus / "manifest.yaml").write_text(manifest, encoding="utf-8")
    settings = Settings(corpus_dir=corpus, snapshot_dir=folder / "snapshots", data_dir=folder / "data", encoder="none")
    build_corpus(settings)
    return settings, KeyStore(settings.data_dir).add("编辑", Role.EDIT)


def build_alone(settings: Settings, text: str) -> str:
    """Make a snapshot of the plan ``text`` alone current; its id."""
    file = settings.snapshot_dir.parent / "plan.txt"
    file.write_text(text, encoding="utf-8")
    return pipeline.build(settings, sources(settings, [file]))[0].id
