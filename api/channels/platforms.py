"""The chat platforms of one application: what hears their messages, and the connections to them."""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from functools import partial

from starlette.datastructures import State

from api.channels.dingtalk import stream as dingtalk_stream
from api.channels.dingtalk.robot import Robot as DingTalk
from api.channels.feishu import connection as feishu_connection
from api.channels.feishu.robot import Robot as Feishu
from api.channels.im.linking import Link, keep_open, to_connect
from api.channels.im.replying import Replies
from api.channels.wecom import connection as wecom_connection
from api.channels.wecom.app import App
from api.channels.wecom.bot import Bot
from api.duty import Work
from kb.settings import Settings


@dataclass(frozen=True)
class Platforms:
    """What hears the messages of each, where they are answered, and the connections to keep open."""

    dingtalk: DingTalk
    feishu: Feishu
    wecom_app: App
    wecom_bot: Bot
    replies: Replies
    links: tuple[Work, ...]


@asynccontextmanager
async def open_platforms(state: State, settings: Settings) -> AsyncIterator[Platforms]:
    """All of them, to the end of the ``async with``; replies and connections end before it does."""
    replies = Replies(state, settings)
    dingtalk, feishu = DingTalk(settings, replies), Feishu(settings, replies)
    app, bot = App(settings, replies), Bot(settings, replies)
    links: dict[str, Link] = {
        "dingtalk": lambda: dingtalk_stream.link(settings, dingtalk),
        "feishu": lambda: feishu_connection.link(settings, feishu),
        "wecom": lambda: wecom_connection.link(settings, bot),
    }
    async with aclosing(dingtalk), aclosing(feishu), aclosing(app):
        works = tuple(partial(keep_open, name, links[name]) for name in to_connect(settings))
        yield Platforms(dingtalk, feishu, app, bot, replies, works)
