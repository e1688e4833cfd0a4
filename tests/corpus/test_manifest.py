"""The manifest: checks on a small one of our own, and that the corpus passes them."""

import hashlib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.corpus import document_id_for, load_manifest, read_file
from kb.errors import InputError
from kb.settings import ROOT

_TEXT = "关于印发某县规划的通知\n"
_HASH = hashlib.sha256(_TEXT.encode()).hexdigest()
_ENTRY = f"""
  - id: mou-xian-plan
    title: 某县规划
    issuer: 某县人民政府
    number: ''
    date: 2021-12-10
    file: plan.txt
    sha256: {_HASH}
    licence: public
    source: made up
"""
# what is replaced, by what, the message; each is one way to get a manifest wrong
_WRONG = (
    ("documents:", "entries:", "缺少 documents"),
    ("documents:", "documents: [", "不是合法的 YAML"),
    ("id: mou-xian-plan", "id: 某县", "只能用小写字母"),
    ("id: mou-xian-plan", "id: mou--xian", "只能用小写字母"),
    ("id: mou-xian-plan", "id: 14", "id 应是文字"),
    ("title: 某县规划", "title: ''", "title 应是文字且不能为空"),
    ("    licence: public\n", "", "缺少或多出这些键：licence"),
    ("licence: public", "license: public\n    licence: public", "缺少或多出这些键：license"),
    ("2021-12-10", "2021年12月10日", "date 应写成"),
    ("2021-12-10", "2021-12-10 08:00:00", "date 应写成"),
    ("2021-12-10", "2021-13-10", "不是合法的 YAML"),
    ("plan.txt", "没有.txt", "没有.txt 读不到"),
    ("plan.txt", "../outside.txt", "不在语料目录里"),
    ("plan.txt", "/etc/hosts", "不在语料目录里"),
    (_HASH, "abc", "sha256 应为 64 位"),
    (_HASH, "a" * 64, f"plan.txt 与清单不符，清单 sha256 aaaaaaaaaaaa…，实为 {_HASH[:12]}…"),
    (_ENTRY, "\n  - 某县规划\n", "应是一组"),
    (_ENTRY, _ENTRY + _ENTRY.lstrip("\n"), "id 重复：mou-xian-plan"),
)


def _corpus(folder: Path, manifest: str) -> Path:
    (folder / "plan.txt").write_bytes(_TEXT.encode())
    (folder / "manifest.yaml").write_text(manifest, encoding="utf-8")
    return folder


def test_an_entry(tmp_path: Path) -> None:
    (entry,) = load_manifest(_corpus(tmp_path, f"documents:{_ENTRY}"))
    assert (entry.id, entry.title, entry.number, entry.date) == ("mou-xian-plan", "某县规划", "", date(2021, 12, 10))
    assert read_file(entry.path, 1000).sha256 == entry.sha256


@pytest.mark.parametrize(("old", "new", "message"), _WRONG)
def test_wrong_manifests(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert len(_WRONG) >= 18
    right = f"documents:{_ENTRY}"
    assert old in right
    with pytest.raises(InputError, match=message) as caught:
        load_manifest(_corpus(tmp_path, right.replace(old, new)))
    assert "\n" not in str(caught.value)
    assert "manifest.yaml" in str(caught.value)


def test_no_manifest(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="manifest.yaml.*ZEREN_CORPUS_DIR"):
        load_manifest(tmp_path)


def test_the_corpus_is_as_its_manifest_says() -> None:
    entries = load_manifest(ROOT / "corpus")
    assert entries
    for entry in entries:
        source = read_file(entry.path, 50_000_000)
        assert entry.title in source.text
        assert entry.number in source.text
    listed = {entry.path.name for entry in entries} | {"manifest.yaml"}
    assert {path.name for path in (ROOT / "corpus").iterdir()} == listed


_IDS = (
    (Path("a/Safety Plan_2021.docx"), "safety-plan-2021"),
    ("Safety Plan 2021", "safety-plan-2021"),  # a title
    (Path("plan.v2.txt"), "plan-v2"),  # only the last suffix is one
    (Path("某县规划.txt"), document_id_for("某县规划")),  # no ASCII in it: by hash of the stem
)


@pytest.mark.parametrize(("name", "expected"), _IDS)
def test_ids(name: Path | str, expected: str) -> None:
    assert document_id_for(name) == expected


def test_ids_keep_apart_what_a_slug_would_not() -> None:
    names = ("甲县2021", "乙县2021", "2021", "２０２１", "--", "？")
    assert len({document_id_for(name) for name in names}) == len(names)


@given(st.text())
def test_ids_are_slugs(name: str) -> None:
    document_id = document_id_for(name)
    assert document_id == document_id_for(document_id)
    assert document_id.replace("-", "").isalnum()
    assert document_id.isascii()
    assert document_id == document_id.lower()
