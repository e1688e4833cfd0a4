"""The chat platforms of one application: what hears their messages, and the connections to them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from starlette.datastructures import State

from api.channels.dingtalk import stream as dingtalk_stream
from api.channels.dingtalk.robot import Robot as DingTalk
from api.channels.feishu import connection as feishu_connection
from api.channels.feishu.robot import Robot as Feishu
from api.channels.im.linking import Link, kept, to_connect
from api.channels.im.replying import Replies
from api.channels.wecom import connection as wecom_connection
from api.channels.wecom.app import App
from api.channels.wecom.bot import Bot
from kb.settings import Settings


@dataclass(frozen=True)
class Platforms:
    """What hears the messages of each."""

    dingtalk: DingTalk
    feishu: Feishu
    wecom_app: App
    wecom_bot: Bot


@asynccontextmanager
async def open_platforms(state: State, settings: Settings) -> AsyncIterator[Platforms]:
    """All of them, to the end of the ``async with``; replies under way are sent before it ends."""
    async with AsyncExitStack() as stack:
        replies = Replies(state, settings)
        robots = Platforms(
            DingTalk(settings, replies), Feishu(settings, replies), App(settings, replies), Bot(settings, replies)
        )
        for robot in (robots.dingtalk, robots.feishu, robots.wecom_app):
            stack.push_async_callback(robot.aclose)
        links: dict[str, Link] = {
            "dingtalk": lambda: dingtalk_stream.link(settings, robots.dingtalk),
            "feishu": lambda: feishu_connection.link(settings, robots.feishu),
            "wecom": lambda: wecom_connection.link(settings, robots.wecom_bot),
        }
        for name in to_connect(settings):
            await stack.enter_async_context(kept(name, settings.data_dir, links[name]))
        # The first to end: some replies go out on a connection.
        stack.push_async_callback(replies.close)
        yield robots
