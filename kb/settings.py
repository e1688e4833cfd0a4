"""Every setting in one table: name, default, what it is for. Read from ``ZEREN_<NAME>`` in the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from kb.errors import InputError

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Setting:
    """One row of the settings table; ``name`` is the attribute of Settings and, in capitals, the variable."""

    name: str
    default: str | int | Path
    help: str


SETTINGS = (
    Setting("corpus_dir", ROOT / "corpus", "语料目录：原始文件与 manifest.yaml"),
    Setting("ontology_dir", ROOT / "ontology", "本体目录：zeren.ttl、units.yaml、queries/*.rq"),
    Setting("snapshot_dir", ROOT / "snapshots", "快照目录：zeren build 写入，服务读取"),
    Setting("base_iri", "https://w3id.org/zeren/id/", "数据 IRI 的前缀，须以 / 结尾"),
    Setting("host", "127.0.0.1", "服务监听地址"),
    Setting("port", 8000, "服务监听端口"),
    Setting("max_question_chars", 500, "问题的最大长度（字）"),
    Setting("max_file_bytes", 50_000_000, "单个文件的最大字节数"),
)


@dataclass(frozen=True)
class Settings:
    """The settings of one process; build it with :func:`load_settings` or by keyword in tests."""

    corpus_dir: Path = ROOT / "corpus"
    ontology_dir: Path = ROOT / "ontology"
    snapshot_dir: Path = ROOT / "snapshots"
    base_iri: str = "https://w3id.org/zeren/id/"
    host: str = "127.0.0.1"
    port: int = 8000
    max_question_chars: int = 500
    max_file_bytes: int = 50_000_000

    def __post_init__(self) -> None:
        if not self.base_iri.endswith("/"):
            raise InputError(f"设置 ZEREN_BASE_IRI={self.base_iri!r} 应以 / 结尾。")


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from the environment.

    :raises InputError: a number is no number; the message names the variable.
    """
    values: dict[str, Any] = {}
    for field in fields(Settings):
        variable = f"ZEREN_{field.name.upper()}"
        if variable in environ:
            values[field.name] = _convert(variable, environ[variable], field.default)
    return Settings(**values)


def _convert(variable: str, text: str, default: object) -> str | int | Path:
    if isinstance(default, Path):
        return Path(text)
    if isinstance(default, int):
        if not text.isdecimal():
            raise InputError(f"设置 {variable}={text!r} 不是整数，请改为数字。")
        return int(text)
    return text
