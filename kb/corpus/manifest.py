"""The manifest of the corpus: which documents there are, who issued them, and under what licence."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from kb.errors import InputError, reason_of

MANIFEST_NAME = "manifest.yaml"
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_HASH_SHOWN = 12
_TEXT_KEYS = ("id", "title", "issuer", "number", "file", "sha256", "licence", "source")


@dataclass(frozen=True)
class ManifestEntry:
    """One document. ``number`` (发文字号) is "" for one that has none; ``path`` is its file, checked against ``sha256``."""

    id: str
    title: str
    issuer: str
    number: str
    date: date
    path: Path
    sha256: str
    licence: str
    source: str


def load_manifest(corpus_dir: Path) -> tuple[ManifestEntry, ...]:
    """The documents of ``corpus_dir`` in the order of its manifest.yaml.

    :raises InputError: no manifest or no YAML; a key missing, empty or unknown; an id that is no slug or stands twice;
        a file that is missing, outside the directory, or of another hash than stated.
    """
    path = corpus_dir / MANIFEST_NAME
    entries = tuple(_entry(raw, f"{path} 第 {n} 条", corpus_dir) for n, raw in enumerate(_read(path), 1))
    counts = Counter(entry.id for entry in entries)
    if repeated := sorted(i for i, count in counts.items() if count > 1):
        raise InputError(f"{path}：id 重复：{'、'.join(repeated)}；请为每份文件取不同的 id。")
    return entries


def document_id_for(path_or_title: Path | str) -> str:
    """A stable id for a document that is in no manifest: a slug of the file's stem or the title.

    ASCII names become a slug; in all others, where a slug would drop what tells them apart, a hash takes its place.
    Case and punctuation do not count: two names that differ in nothing else get one id.

    >>> document_id_for(Path("plans/Safety Plan_2021.docx"))
    'safety-plan-2021'
    >>> document_id_for("某县数字经济发展规划")
    'doc-47b383f00484'
    """
    name = path_or_title.stem if isinstance(path_or_title, Path) else path_or_title
    name = unicodedata.normalize("NFC", name)
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    if name.isascii() and slug:
        return slug
    return f"doc-{hashlib.sha256(name.encode('utf-8', 'surrogateescape')).hexdigest()[:_HASH_SHOWN]}"


def _read(path: Path) -> list[Any]:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except OSError as error:
        raise InputError(f"语料清单读不到：{path}（{reason_of(error)}）；请检查设置 ZEREN_CORPUS_DIR。") from error
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date such as 2021-13-01, or no UTF-8
        raise InputError(f"语料清单不是合法的 YAML：{path}：{' '.join(str(error).split())}；请改正后重试。") from error
    documents = data.get("documents") if isinstance(data, dict) else None
    if not isinstance(documents, list):
        raise InputError(f"{path}：缺少 documents 列表；请按“documents: [ {{id: …}} ]”的形式填写。")
    return documents


def _entry(raw: Mapping[str, Any], where: str, corpus_dir: Path) -> ManifestEntry:
    _check_keys(raw, where)
    if not _SLUG.fullmatch(raw["id"]):
        raise InputError(f"{where}：id {raw['id']!r} 只能用小写字母、数字和连字符，如 mou-xian-plan-2021。")
    where = f"{where}（{raw['id']}）"
    if type(raw["date"]) is not date:  # a datetime is a date too
        raise InputError(f"{where}：date 应写成 2021-12-10 的形式，现为 {raw['date']!r}。")
    if not _SHA256.fullmatch(raw["sha256"]):
        raise InputError(f"{where}：sha256 应为 64 位小写十六进制数；可用 sha256sum 命令求得。")
    path = _checked_file(corpus_dir, raw["file"], raw["sha256"], where)
    texts = {key: raw[key] for key in _TEXT_KEYS if key != "file"}
    return ManifestEntry(path=path, date=raw["date"], **texts)


def _check_keys(raw: Mapping[str, Any], where: str) -> None:
    if not isinstance(raw, dict):
        raise InputError(f"{where}：应是一组“键: 值”，现为 {raw!r}。")
    wanted = {*_TEXT_KEYS, "date"}
    if raw.keys() != wanted:
        differing = "、".join(sorted(map(str, wanted ^ raw.keys())))
        raise InputError(f"{where}：缺少或多出这些键：{differing}；没有文号时写 number: ''。")
    for key in _TEXT_KEYS:
        if not isinstance(raw[key], str) or (key != "number" and not raw[key].strip()):
            raise InputError(f"{where}：{key} 应是文字且不能为空（数字请加引号），现为 {raw[key]!r}。")


def _checked_file(corpus_dir: Path, name: str, sha256: str, where: str) -> Path:
    path = corpus_dir / name
    if not path.resolve().is_relative_to(corpus_dir.resolve()):
        raise InputError(f"{where}：file {name!r} 不在语料目录里；请把文件放进 {corpus_dir}。")
    try:
        actual = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise InputError(f"{where}：文件 {path} 读不到（{reason_of(error)}）；请补上文件或删去这一条。") from error
    if actual != sha256:
        raise InputError(
            f"{where}：文件 {path} 与清单不符，清单 sha256 {sha256[:_HASH_SHOWN]}…，实为 {actual[:_HASH_SHOWN]}…；"
            "请换回原文件，或核对后更新清单。"
        )
    return path
