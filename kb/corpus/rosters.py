"""Rosters: dated lists of the members of a collective unit, which the office keeps because no document gives them.

    # corpus/rosters/*.yaml
    rosters:
      - collective: 县直有关部门            # as the documents name it
        place: 某县                        # its jurisdiction, '' for bodies of the state
        members: [县教育局, 县公安局]
        valid_from: 2023-05-01
        source: 《关于明确成员单位的通知》（某办发〔2023〕3号）

Of several rosters of one collective the latest holds; the earlier ones are kept in the file as a record.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from kb.errors import InputError, reason_of

ROSTERS_NAME = "rosters"
_TEXT_KEYS = ("collective", "place", "source")
_KEYS = {*_TEXT_KEYS, "members", "valid_from"}


@dataclass(frozen=True)
class Roster:
    """The members of ``collective`` in ``place`` from ``valid_from`` on, by ``source``; ``where`` names the entry."""

    collective: str
    place: str
    members: tuple[str, ...]
    valid_from: date
    source: str
    where: str


def load_rosters(corpus_dir: Path) -> tuple[Roster, ...]:
    """The rosters in force of ``corpus_dir/rosters/*.yaml``, by place and collective; none when there is no folder.

    :raises InputError: a file is no YAML or not of this form; a key missing, empty or unknown; a date that is none;
        no member, or one named twice; two rosters of one collective with the same date.
    """
    files = sorted((corpus_dir / ROSTERS_NAME).glob("*.yaml"))
    rosters = [roster for path in files for roster in _read(path)]
    latest: dict[tuple[str, str], Roster] = {}
    for roster in sorted(rosters, key=lambda roster: roster.valid_from):
        key = (roster.place, roster.collective)
        if key in latest and latest[key].valid_from == roster.valid_from:
            raise InputError(
                f"{roster.where}：与 {latest[key].where} 是同一主体、同一起用日期的两份名单；请删去一份或改正日期。"
            )
        latest[key] = roster
    return tuple(latest[key] for key in sorted(latest))


def _read(path: Path) -> Iterable[Roster]:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except OSError as error:
        raise InputError(f"成员名单读不到：{path}（{reason_of(error)}）；请检查读取权限。") from error
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date such as 2023-13-01, or no UTF-8
        raise InputError(f"成员名单不是合法的 YAML：{path}：{' '.join(str(error).split())}；请改正后重试。") from error
    entries = data.get("rosters") if isinstance(data, dict) else None
    if not isinstance(entries, list):
        raise InputError(f"{path}：缺少 rosters 列表；请按“rosters: [ {{collective: …}} ]”的形式填写。")
    return [_roster(raw, f"{path} 第 {n} 条") for n, raw in enumerate(entries, 1)]


def _roster(raw: Any, where: str) -> Roster:  # noqa: ANN401 - whatever the YAML holds
    if not isinstance(raw, dict):
        raise InputError(f"{where}：应是一组“键: 值”，现为 {raw!r}。")
    if raw.keys() != _KEYS:
        raise InputError(f"{where}：缺少或多出这些键：{'、'.join(sorted(map(str, _KEYS ^ raw.keys())))}。")
    for key in _TEXT_KEYS:
        if not isinstance(raw[key], str) or (key != "place" and not raw[key].strip()):
            raise InputError(f"{where}：{key} 应是文字且不能为空，现为 {raw[key]!r}。")
    where = f"{where}（{raw['collective']}）"
    if type(raw["valid_from"]) is not date:  # a datetime is a date too
        raise InputError(f"{where}：valid_from 应写成 2023-05-01 的形式，现为 {raw['valid_from']!r}。")
    return Roster(
        collective=raw["collective"].strip(),
        place=raw["place"].strip(),
        members=_members(raw["members"], where),
        valid_from=raw["valid_from"],
        source=raw["source"].strip(),
        where=where,
    )


def _members(raw: object, where: str) -> tuple[str, ...]:
    if not isinstance(raw, list) or not raw or not all(isinstance(name, str) and name.strip() for name in raw):
        raise InputError(f"{where}：members 应是单位名称的列表，至少一个，现为 {raw!r}。")
    names = [name.strip() for name in raw]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise InputError(f"{where}：members 重复：{'、'.join(repeated)}；请各留一个。")
    return tuple(names)
