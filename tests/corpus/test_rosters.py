"""Rosters as files: what is read, which one holds, and what is refused with the place named."""

from datetime import date
from pathlib import Path

import pytest

from kb.corpus.rosters import load_rosters
from kb.errors import InputError

GOOD = """
rosters:
  - collective: 县直有关部门
    place: 示例县
    members: [县教育局, 县公安局]
    valid_from: 2023-05-01
    source: 《关于明确成员单位的通知》（示安办发〔2023〕3号）
"""


def written(folder: Path, **files: str) -> Path:
    """A corpus folder with these roster files."""
    (folder / "rosters").mkdir()
    for name, text in files.items():
        (folder / "rosters" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_roster_is_read_whole(tmp_path: Path) -> None:
    (roster,) = load_rosters(written(tmp_path, one=GOOD))
    assert (roster.collective, roster.place, roster.members) == ("县直有关部门", "示例县", ("县教育局", "县公安局"))
    assert roster.valid_from == date(2023, 5, 1)
    assert roster.source == "《关于明确成员单位的通知》（示安办发〔2023〕3号）"
    assert "one.yaml 第 1 条（县直有关部门）" in roster.where


def test_no_folder_no_rosters(tmp_path: Path) -> None:
    assert load_rosters(tmp_path) == ()


def test_the_latest_roster_of_a_collective_holds(tmp_path: Path) -> None:
    later = GOOD.replace("2023-05-01", "2024-01-01").replace("[县教育局, 县公安局]", "[县教育局]")
    other = GOOD.replace("示例县", "样本县")
    rosters = load_rosters(written(tmp_path, a=later, b=GOOD, c=other))
    assert [(r.place, r.valid_from.year, len(r.members)) for r in rosters] == [("样本县", 2023, 2), ("示例县", 2024, 1)]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("2023-05-01", "2023-13-01", "不是合法的 YAML"),
        ("2023-05-01", "五月", "valid_from 应写成"),
        ("2023-05-01", "2023-05-01 08:00:00", "valid_from 应写成"),
        ("    place: 示例县\n", "", "place"),
        ("    place: 示例县\n", "    place: 示例县\n    note: x\n", "note"),
        ("[县教育局, 县公安局]", "[]", "至少一个"),
        ("[县教育局, 县公安局]", "县教育局", "至少一个"),
        ("[县教育局, 县公安局]", "[县教育局, 县教育局]", "members 重复：县教育局"),
        ("县直有关部门", "''", "collective 应是文字"),
        ("《关于明确成员单位的通知》（示安办发〔2023〕3号）", "3", "source 应是文字"),
        ("rosters:", "lists:", "缺少 rosters 列表"),
        ("rosters:", "rosters: [1]\nold:", "应是一组"),
        ("rosters:", "rosters: {", "不是合法的 YAML"),
    ],
)
def test_a_wrong_roster_is_refused_and_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(InputError, match=message) as error:
        load_rosters(written(tmp_path, wrong=GOOD.replace(old, new, 1)))
    assert "wrong.yaml" in str(error.value)


def test_two_rosters_of_one_day_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="同一起用日期的两份名单"):
        load_rosters(written(tmp_path, a=GOOD, b=GOOD))
