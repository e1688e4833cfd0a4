"""POST /channels/dingtalk: DingTalk's robot in its HTTP mode."""

import base64
import hashlib
import hmac
from typing import Any

from fastapi import APIRouter, Request

from api.channels.dingtalk.robot import Robot
from api.channels.im.needs import DINGTALK, check_set
from api.channels.im.reading import check_equal, check_fresh, object_of
from api.channels.im.shaping import ERRCODE
from api.channels.routing import route_with_errors
from api.dependencies import SettingsDep

router = APIRouter(route_class=route_with_errors(ERRCODE), include_in_schema=False)
# The platform's own limit for its signatures.
_WINDOW_S = 3_600
_MS = 0.001


@router.post("/channels/dingtalk")
async def hear(request: Request, settings: SettingsDep) -> dict[str, Any]:
    """A message: taken at once, answered in the background."""
    robot: Robot = request.app.state.channels.dingtalk
    check_set(settings, DINGTALK)
    timestamp, secret = request.headers.get("timestamp", ""), settings.dingtalk_app_secret
    check_equal(request.headers.get("sign", ""), signature(timestamp, secret), "签名")
    check_fresh(timestamp, _WINDOW_S, _MS)
    robot.hear(object_of(await request.body()))
    return {"errcode": 0, "errmsg": "ok"}


def signature(timestamp: str, secret: str) -> str:
    """What DingTalk signs: the time alone, not the body."""
    signed = f"{timestamp}\n{secret}".encode("utf-8", "replace")
    return base64.b64encode(hmac.digest(secret.encode(), signed, hashlib.sha256)).decode()
