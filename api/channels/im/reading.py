"""Reading what a platform sent: values of the right type or none, and signatures compared in constant time."""

import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

from kb.errors import AccessError, InputError


def object_of(data: str | bytes) -> dict[str, Any]:
    """The JSON object that ``data`` is.

    :raises InputError: it is none.
    """
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InputError("请求体不是合法的 JSON。") from error
    if not isinstance(found, dict):
        raise InputError("请求体应为 JSON 对象。")
    return found


def text_at(found: Mapping[str, Any], *path: str) -> str:
    """The text or number below ``path`` as text; "" where there is none."""
    value: Any = found
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def needed(found: Mapping[str, Any], *path: str) -> str:
    """The same.

    :raises InputError: there is none.
    """
    text = text_at(found, *path)
    if not text:
        raise InputError(f"消息里缺少 {'.'.join(path)}。")
    return text


def items_at(found: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects of the list of this name; [] where there is none."""
    value = found.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def check_equal(given: str, expected: str, what: str) -> None:
    """:raises AccessError: they differ; how long that takes to find out does not tell where."""
    if not hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode()):
        raise AccessError(f"{what}不对；请核对平台和本服务的设置是否一致。")


def check_fresh(timestamp: str, window_s: float, unit_s: float = 1.0) -> None:
    """:raises AccessError: ``timestamp``, in ``unit_s`` seconds since the epoch, is further than the window from now."""
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) < 16):
        raise AccessError("时间戳不对。")
    if abs(time.time() - int(timestamp) * unit_s) > window_s:
        raise AccessError("时间戳已经过期；请核对本机的时钟。")
