"""POST /channels/feishu: Feishu's event callbacks."""

from typing import Any

from fastapi import APIRouter, Request

from api.channels.feishu.robot import Robot
from api.channels.feishu.sealing import opened, signature
from api.channels.im.needs import FEISHU_EVENTS, check_set
from api.channels.im.reading import check_equal, check_fresh, needed, object_of, text_at
from api.channels.im.shaping import shape
from api.channels.routing import route_with_errors
from api.dependencies import SettingsDep
from kb.errors import AccessError

router = APIRouter(route_class=route_with_errors(shape("code", "msg")), include_in_schema=False)
# The platform sends an event again for up to seven hours; what was answered is known for a day.
_WINDOW_S = 8 * 3_600
_CHALLENGE = "url_verification"


@router.post("/channels/feishu")
async def hear(request: Request, settings: SettingsDep) -> dict[str, Any]:
    """An event: taken at once, answered in the background."""
    robot: Robot = request.app.state.channels.feishu
    check_set(settings, FEISHU_EVENTS)
    raw, sign = await request.body(), request.headers.get("x-lark-signature")
    if sign is not None:
        timestamp = request.headers.get("x-lark-request-timestamp", "")
        nonce = request.headers.get("x-lark-request-nonce", "")
        check_equal(sign, signature(timestamp, nonce, settings.feishu_encrypt_key, raw), "签名")
        check_fresh(timestamp, _WINDOW_S)
    event = object_of(opened(settings.feishu_encrypt_key, needed(object_of(raw), "encrypt")))
    token = text_at(event, "header", "token") or text_at(event, "token")
    check_equal(token, settings.feishu_verification_token, "Verification Token")
    if text_at(event, "type") == _CHALLENGE:
        return {"challenge": text_at(event, "challenge")}
    if sign is None:
        # Only the check of the address comes unsigned.
        raise AccessError("事件没有签名。")
    robot.hear(event)
    return {"code": 0, "msg": "ok"}
