"""``zeren keys`` and ``zeren audit``."""

import argparse
import getpass
from datetime import timedelta
from typing import Any

from kb.access.audit import Actor, Audit, audit_of
from kb.access.keys import KEYS_FILE, KeyStore, read_keys
from kb.access.roles import ROLE_NAMES, role_of
from kb.access.times import written
from kb.errors import InputError
from kb.settings import Settings

_MOST_DAYS = 3650


def add_access_commands(commands: Any) -> None:  # noqa: ANN401 - argparse does not name this type
    """Declare both commands."""
    keys = commands.add_parser("keys", help="密钥：新建、列出、删除")
    actions = keys.add_subparsers(required=True, metavar="动作")
    add = actions.add_parser("add", help="新建一把密钥，只显示这一次")
    add.add_argument("name", metavar="名称", help="给谁用的，如 县应急局-张三")
    add.add_argument("--role", required=True, metavar="角色",
                     help="read 查看，edit 增删文件，admin 管理")  # fmt: skip
    add.add_argument("--days", type=int, metavar="天数", help="多少天后失效；不给就一直有效")
    add.set_defaults(run=_add)
    listing = actions.add_parser("list", help="列出全部密钥（不含密钥本身）")
    listing.set_defaults(run=_list)
    remove = actions.add_parser("remove", help="删除一把密钥，立即失效")
    remove.add_argument("name", metavar="名称")
    remove.set_defaults(run=_remove)
    audit = commands.add_parser("audit", help="列出谁在何时改了什么")
    audit.add_argument("--tail", type=int, default=50, metavar="条数", help="最近多少条，默认 50")
    audit.set_defaults(run=_audit)


def _add(arguments: argparse.Namespace, settings: Settings) -> int:
    days = arguments.days
    if days is not None and not 1 <= days <= _MOST_DAYS:
        raise InputError(f"--days {days} 应在 1 到 {_MOST_DAYS} 之间。")
    role = role_of(arguments.role)
    secret = KeyStore(settings.data_dir).add(arguments.name, role, timedelta(days=days) if days else None)
    _audit_here(settings).record("key-add", arguments.name, role=role.word, days=days)
    print(secret)
    print("请现在就记下：密钥只显示这一次，本机只存它的校验值。")
    return 0


def _list(arguments: argparse.Namespace, settings: Settings) -> int:
    keys = read_keys(settings.data_dir / KEYS_FILE)
    for key in keys:
        ends = (
            "一直有效" if key.expires is None else f"{'有效到' if key.valid() else '已失效于'} {written(key.expires)}"
        )
        print(f"{key.name}　{ROLE_NAMES[key.role]}（{key.role.word}）　建于 {written(key.created)}　{ends}")
    if not keys:
        print("还没有密钥；zeren keys add 名称 --role read|edit|admin 新建一把。")
    return 0


def _remove(arguments: argparse.Namespace, settings: Settings) -> int:
    removed = KeyStore(settings.data_dir).remove(arguments.name)
    _audit_here(settings).record("key-remove", removed.name, role=removed.role.word)
    print(f"密钥 {removed.name} 已删除。")
    return 0


def _audit(arguments: argparse.Namespace, settings: Settings) -> int:
    if arguments.tail < 1:
        raise InputError(f"--tail {arguments.tail} 应是 1 或更大的整数。")
    for row in reversed(_audit_here(settings).rows()[: arguments.tail]):
        detail = "，".join(f"{name}={value}" for name, value in row["detail"].items() if value is not None)
        who = f"{row['who'] or '（无密钥）'}@{row['address'] or '本机'}"
        print(f"{row['time']}　{who}　{row['action']}　{row['target']}　{row['result']}　{detail}".rstrip("　"))
    return 0


def _audit_here(settings: Settings) -> Audit:
    return audit_of(settings.data_dir, Actor(f"命令行:{_user()}", "", ""))


def _user() -> str:
    """The name of the account; in a container its number may have none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
