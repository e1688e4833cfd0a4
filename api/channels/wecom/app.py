"""The messages that people send to a self-built app, and the replies that are pushed to them."""

from collections.abc import Mapping
from typing import Any

from lxml import etree

from api.channels.im.calling import PlatformApi, PlatformError, Token
from api.channels.im.reading import needed, text_at
from api.channels.im.replying import Replies, Said
from api.channels.im.wording import said
from kb.conversation import Message, as_text
from kb.errors import InputError
from kb.settings import Settings

PLATFORM = "wecom"
_MOST_BYTES = 2_048
# The platform itself is busy; too many calls.
_BUSY = (-1, 45009, 45033)
# A token that is wrong or over.
_STALE = (40001, 40014, 42001)


class App:
    """The app."""

    def __init__(self, settings: Settings, replies: Replies) -> None:
        self._settings, self._replies = settings, replies
        self._api = PlatformApi(settings.wecom_api_url, busy=_BUSY)
        self._token = Token(self._fetch_token, _STALE)

    def hear(self, text: str) -> None:
        """Begin to answer a message, or to greet somebody new; other events ask for nothing.

        :raises InputError: it is not complete.
        :raises OverloadError: too much is under way.
        """
        found = _fields_of(text.encode())
        user, kind = needed(found, "FromUserName"), needed(found, "MsgType")
        if kind == "event":
            if found.get("Event") == "subscribe":
                self._replies.begin(self._welcome(user, f"{user} {needed(found, 'CreateTime')}"))
            return
        message = Message(PLATFORM, needed(found, "MsgId"), text_at(found, "AgentID"), user, text_at(found, "Content"))
        self._replies.begin(self._replies.answer(message, lambda reply: self._send(user, reply)))

    async def aclose(self) -> None:
        """Let go of the connections to the platform."""
        await self._api.aclose()

    async def _welcome(self, user: str, event: str) -> None:
        if await self._replies.is_first(PLATFORM, event):
            await self._send(user, said("welcome"))

    async def _send(self, user: str, reply: Said) -> None:
        # As text: those who read in WeChat are not shown markdown.
        text = reply if isinstance(reply, str) else as_text(reply, _MOST_BYTES)
        agent = int(self._settings.wecom_agent_id)
        body = {"touser": user, "msgtype": "text", "agentid": agent, "text": {"content": text}}
        path = "/cgi-bin/message/send"
        await self._token.used(lambda token: self._api.call("POST", path, json=body, params={"access_token": token}))

    async def _fetch_token(self) -> tuple[str, float]:
        asked = {"corpid": self._settings.wecom_corp_id, "corpsecret": self._settings.wecom_secret}
        answer = await self._api.call("GET", "/cgi-bin/gettoken", params=asked, repeatable=True)
        token, holds_s = text_at(answer, "access_token"), text_at(answer, "expires_in")
        if not (token and holds_s.isdecimal()):
            raise PlatformError("企业微信没有给出 access_token")
        return token, float(holds_s)


def _fields_of(data: bytes) -> Mapping[str, Any]:
    """The texts of an XML message by their names; what refers elsewhere is not looked up.

    :raises InputError: it is no XML.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError("请求体不是合法的 XML。") from error
    return {child.tag: child.text or "" for child in root if isinstance(child.tag, str)}
