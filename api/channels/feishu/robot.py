"""Feishu's robot: what it does on each event, and how it calls Feishu."""

from typing import Any

from api.channels.feishu.messages import PLATFORM, Heard, heard, shown
from api.channels.im.calling import PlatformApi, PlatformError, Token
from api.channels.im.reading import needed, text_at
from api.channels.im.replying import Replies, Said
from api.channels.im.wording import said
from kb.settings import Settings

# Too many requests at once, too many messages to one chat, and trouble of the platform's own.
_BUSY = (99991400, 230020, 2200)
# A tenant_access_token that is missing, wrong or over.
_STALE = (99991661, 99991663, 99991668, 99991671)
# What the platform keeps the same reply from being sent twice by.
_UUID_CHARS = 50
_MESSAGE = "im.message.receive_v1"
_ENTERED = "im.chat.access_event.bot_p2p_chat_entered_v1"
_ADDED = "im.chat.member.bot.added_v1"


class Robot:
    """The robot, however its events come."""

    def __init__(self, settings: Settings, replies: Replies) -> None:
        self._settings, self._replies = settings, replies
        self._api = PlatformApi(settings.feishu_api_url, "code", _BUSY)
        self._token = Token(self._fetch_token, _STALE)
        self._own_id = ""

    def hear(self, event: dict[str, Any]) -> None:
        """Begin to do what the event asks for; others than a few ask for nothing.

        :raises InputError: it is not complete.
        :raises OverloadError: too much is under way.
        """
        header, body = event.get("header"), event.get("event")
        if not isinstance(header, dict) or not isinstance(body, dict):
            return
        event_id, kind = needed(header, "event_id"), text_at(header, "event_type")
        if kind == _MESSAGE:
            self._replies.begin(self._answer(heard(event_id, body)))
        elif kind == _ADDED or (kind == _ENTERED and not text_at(body, "last_message_id")):
            self._replies.begin(self._welcome(event_id, needed(body, "chat_id")))

    async def aclose(self) -> None:
        """Let go of the connections to the platform."""
        await self._api.aclose()

    async def _answer(self, found: Heard) -> None:
        # Robots are not answered: two of them would never end.
        if found.by_robot or (found.in_group and await self._id() not in found.named):
            return

        async def send(reply: Said) -> None:
            body = {**shown(reply), "uuid": found.message.id[:_UUID_CHARS]}
            await self._post(f"/open-apis/im/v1/messages/{found.reply_to}/reply", body)

        await self._replies.answer(found.message, send)

    async def _welcome(self, event_id: str, chat: str) -> None:
        # People open a chat many times; they are greeted once a day, in an empty one.
        if await self._replies.is_first(PLATFORM, f"welcome {chat}"):
            body = {**shown(said("welcome")), "receive_id": chat, "uuid": event_id[:_UUID_CHARS]}
            await self._post("/open-apis/im/v1/messages", body, receive_id_type="chat_id")

    async def _id(self) -> str:
        """The robot's own id, as mentions have it."""
        if not self._own_id:
            info = await self._token.used(lambda token: self._call("GET", "/open-apis/bot/v3/info", token))
            self._own_id = text_at(info, "bot", "open_id")
        return self._own_id

    async def _post(self, path: str, body: dict[str, Any], **params: str) -> None:
        await self._token.used(lambda token: self._call("POST", path, token, json=body, params=params))

    async def _call(self, method: str, path: str, token: str, **given: Any) -> dict[str, Any]:  # noqa: ANN401
        headers = {"Authorization": f"Bearer {token}"}
        return await self._api.call(method, path, headers=headers, repeatable=True, **given)

    async def _fetch_token(self) -> tuple[str, float]:
        body = {"app_id": self._settings.feishu_app_id, "app_secret": self._settings.feishu_app_secret}
        path = "/open-apis/auth/v3/tenant_access_token/internal"
        answer = await self._api.call("POST", path, json=body, repeatable=True)
        token, holds_s = text_at(answer, "tenant_access_token"), text_at(answer, "expire")
        if not (token and holds_s.isdecimal()):
            raise PlatformError("飞书没有给出 tenant_access_token")
        return token, float(holds_s)
