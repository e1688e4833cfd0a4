"""The whole path on odd texts: nothing raises, nothing is lost."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb import pipeline
from kb.contract import as_contract
from kb.errors import InputError
from kb.settings import Settings

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
        chosen = Settings(snapshot_dir=tmp_path / name)
        ids.add(pipeline.build(chosen, pipeline.sources(chosen))[0].id)
    assert len(ids) == 1


def test_a_bad_file_publishes_nothing(tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"")
    chosen = Settings(snapshot_dir=tmp_path / "snapshots")
    with pytest.raises(InputError, match="bad.txt"):
        pipeline.build(chosen, pipeline.sources(chosen, [bad]))
    assert not (tmp_path / "snapshots").exists()


def test_nothing_to_build(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        pipeline.sources(Settings(), [tmp_path])
