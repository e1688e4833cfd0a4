"""/channels/wecom: the callbacks of a self-built app (XML) and of an intelligent robot (JSON)."""

import json

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from api.channels.im.needs import WECOM_APP, WECOM_BOT, check_set
from api.channels.im.reading import needed, object_of
from api.channels.im.shaping import ERRCODE
from api.channels.routing import route_with_errors
from api.channels.wecom.sealing import Seal, encrypted_in
from api.dependencies import SettingsDep
from kb.settings import Settings

router = APIRouter(prefix="/channels/wecom", route_class=route_with_errors(ERRCODE), include_in_schema=False)


def _of_app(settings: Settings) -> Seal:
    check_set(settings, WECOM_APP)
    return Seal(settings.wecom_token, settings.wecom_aes_key, settings.wecom_corp_id)


def _of_bot(settings: Settings) -> Seal:
    check_set(settings, WECOM_BOT)
    return Seal(settings.wecom_bot_token, settings.wecom_bot_aes_key, "")


@router.get("")
async def check_app(request: Request, settings: SettingsDep) -> Response:
    """The check of the address."""
    return _checked(request, _of_app(settings))


@router.post("")
async def hear_app(request: Request, settings: SettingsDep) -> Response:
    """A message or an event: taken at once, answered in the background by a message of its own."""
    seal = _of_app(settings)
    encrypted = encrypted_in(await request.body())
    request.app.state.channels.wecom_app.hear(seal.open(encrypted, request.query_params))
    return Response()


@router.get("/bot")
async def check_bot(request: Request, settings: SettingsDep) -> Response:
    """The check of the address."""
    return _checked(request, _of_bot(settings))


@router.post("/bot")
async def hear_bot(request: Request, settings: SettingsDep) -> Response:
    """A message, an event, or how the reply goes on: answered in the response."""
    seal = _of_bot(settings)
    encrypted = needed(object_of(await request.body()), "encrypt")
    body = object_of(seal.open(encrypted, request.query_params))
    reply = await request.app.state.channels.wecom_bot.respond(body)
    if reply is None:
        return Response()
    sealed = seal.seal(json.dumps(reply, ensure_ascii=False), request.query_params.get("nonce", ""))
    answer = {
        "encrypt": sealed.encrypted,
        "msgsignature": sealed.signature,
        "timestamp": sealed.timestamp,
        "nonce": sealed.nonce,
    }
    return Response(json.dumps(answer), media_type="application/json")


def _checked(request: Request, seal: Seal) -> Response:
    return PlainTextResponse(seal.open(request.query_params.get("echostr", ""), request.query_params))
