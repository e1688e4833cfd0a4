"""Feishu: events encrypted and signed as the platform does, and its long connection, with the platform's own package."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.app import create_app
from kb.settings import Settings
from tests.api.channels.adapters import PUBLIC_URL, shown_markdown
from tests.api.channels.fakes import (
    FEISHU_KEY,
    FEISHU_ROBOT,
    FEISHU_SECRET,
    SECRETS,
    feishu,
    feishu_event,
    feishu_gateway,
    feishu_happening,
    feishu_headers,
    feishu_sealed,
)
from tests.api.channels.loopback import Json, until
from tests.api.serving import running, served

QUESTION, FACT = "消防领域由谁牵头", "县消防救援大队牵头"
PATH = "/channels/feishu"
pytestmark = pytest.mark.usefixtures("no_secret_in_the_log")
SEND = "/open-apis/im/v1/messages"
PING, DATA = 0, 1


@pytest.fixture(autouse=True)
def _nothing_pushed() -> Iterator[None]:
    feishu().calls.clear()
    yield
    feishu().trouble.clear()


def _send(service: httpx.Client, event: Json) -> httpx.Response:
    body = feishu_sealed(event)
    return service.post(PATH, content=body, headers=feishu_headers(body))


def _replies(count: int = 1) -> list[Json]:
    """What was sent, as (path, text, uuid)."""

    def sent() -> list[Json]:
        return [{"path": path, **body} for path, body in list(feishu().calls) if path.startswith(SEND)]

    return list(until(lambda: len(sent()) >= count and sent()))


def _text(reply: Json) -> str:
    return str(json.loads(reply["content"])["zh_cn"]["content"][0][0]["text"])


def test_the_answer_is_a_reply_to_the_message_with_links_to_the_clause(service: httpx.Client) -> None:
    event = uuid4().hex
    assert _send(service, feishu_event(QUESTION, event)).json() == {"code": 0, "msg": "ok"}
    reply = _replies()[0]
    assert (reply["path"], reply["uuid"], reply["msg_type"]) == (f"{SEND}/om_{event}/reply", event, "post")
    shown = shown_markdown(_text(reply))
    assert FACT in shown.text
    assert FACT in service.get(shown.urls[0].removeprefix(PUBLIC_URL)).text


def test_the_address_is_checked_with_an_encrypted_and_unsigned_challenge(service: httpx.Client) -> None:
    asked = {"challenge": "c-1", "token": "feishu-verification-5d", "type": "url_verification"}
    assert service.post(PATH, content=feishu_sealed(asked)).json() == {"challenge": "c-1"}
    wrong = service.post(PATH, content=feishu_sealed({**asked, "token": "other"}))
    assert (wrong.status_code, wrong.json()["code"]) == (403, 403)


def _mention(open_id: str, key: str = "@_user_1") -> Json:
    return {"key": key, "id": {"open_id": open_id}, "name": "名称"}


def test_in_a_group_only_what_names_the_robot_is_answered(service: httpx.Client, settle: Callable[[], None]) -> None:
    for text, mentions in (
        ("谁牵头", []),
        ("@_user_1 谁牵头", [_mention("ou_somebody")]),
        ("@_all 谁牵头", []),
        (f"@_user_1 @_user_10 {QUESTION}", [_mention(FEISHU_ROBOT), _mention("ou_somebody", "@_user_10")]),
    ):
        _send(service, feishu_event(text, uuid4().hex, chat_type="group", chat_id="oc-g", mentions=mentions))
    assert FACT in _text(_replies()[0])
    settle()
    assert len(_replies()) == 1


POST = {"title": "", "content": [[{"tag": "at", "user_id": "@_user_1"}, {"tag": "text", "text": QUESTION}]]}


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"message_type": "post", "content": json.dumps(POST), "mentions": [_mention(FEISHU_ROBOT)]}, FACT),
        ({"message_type": "image", "content": '{"image_key": "x"}'}, "请把问题打成文字发来"),
        ({"message_type": "text", "content": "no json"}, "请把问题打成文字发来"),
        ({"content": json.dumps({"text": "今天几号"})}, "规划未载明"),
        ({"content": json.dumps({"text": "你好"})}, "我按规划原文回答责任问题"),
    ],
)
def test_whatever_is_sent_gets_a_reply_that_says_what_to_do(service: httpx.Client, other: Json, said: str) -> None:
    assert _send(service, feishu_event(QUESTION, uuid4().hex, **{"chat_id": uuid4().hex, **other})).status_code == 200
    assert said in _text(_replies()[0])


def test_whoever_opens_an_empty_chat_is_greeted_and_so_is_a_group(
    service: httpx.Client, settle: Callable[[], None]
) -> None:
    entered, added = "im.chat.access_event.bot_p2p_chat_entered_v1", "im.chat.member.bot.added_v1"
    chat, group = uuid4().hex, uuid4().hex
    _send(service, feishu_happening(uuid4().hex, entered, {"chat_id": chat}))
    _send(service, feishu_happening(uuid4().hex, added, {"chat_id": group}))
    greeted = _replies(2)
    assert {reply["receive_id"] for reply in greeted} == {chat, group}
    assert all("请直接发问题" in _text(reply) for reply in greeted)
    _send(service, feishu_happening(uuid4().hex, entered, {"chat_id": chat}))  # opened again
    _send(service, feishu_happening(uuid4().hex, entered, {"chat_id": "oc-2", "last_message_id": "om"}))
    settle()
    assert len(_replies()) == 2


def test_events_that_ask_for_nothing_are_taken_and_robots_not_answered(
    service: httpx.Client, settle: Callable[[], None]
) -> None:
    assert _send(service, feishu_happening(uuid4().hex, "im.message.message_read_v1", {})).status_code == 200
    event = feishu_event(QUESTION, uuid4().hex)
    event["event"]["sender"]["sender_type"] = "app"
    assert _send(service, event).status_code == 200
    settle()
    assert feishu().calls == []


NOW = time.time()
GOOD: Json = feishu_event(QUESTION, "never-answered")
BODY = feishu_sealed(GOOD)


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({}, BODY, 403),  # an event must be signed
        (feishu_headers(BODY, "wrong"), BODY, 403),
        (feishu_headers(BODY), BODY + b" ", 403),  # signed for another body
        ({**feishu_headers(BODY), "X-Lark-Request-Timestamp": "x"}, BODY, 403),
        (feishu_headers(BODY, at=NOW - 9 * 3600), BODY, 403),
        (feishu_headers(BODY, at=NOW + 9 * 3600), BODY, 403),
        ({**feishu_headers(BODY), "X-Lark-Signature": "签名".encode()}, BODY, 403),
        (None, feishu_sealed(GOOD, "wrong"), 403),
        (None, feishu_sealed({**GOOD, "header": {**GOOD["header"], "token": "wrong"}}), 403),
        (None, b'{"encrypt": "%%%"}', 403),
        (None, b'{"encrypt": "AAAA"}', 403),
        (None, b"no json", 400),
        (None, json.dumps(GOOD).encode(), 400),  # not encrypted
        (None, feishu_sealed({**GOOD, "event": {"message": {}, "sender": {}}}), 400),
    ],
)
def test_what_is_not_from_the_platform_is_refused_in_its_shape(
    service: httpx.Client, settle: Callable[[], None], headers: dict[str, Any] | None, body: bytes, status: int
) -> None:
    answer = service.post(PATH, content=body, headers=feishu_headers(body) if headers is None else headers)
    assert (answer.status_code, answer.json()["code"]) == (status, status)
    assert [secret for secret in SECRETS if secret in answer.text] == []
    settle()
    assert feishu().calls == []


def test_an_event_sent_again_is_answered_once_even_after_a_restart(public: Settings, service: httpx.Client) -> None:
    first, second = feishu_event(QUESTION, uuid4().hex), feishu_event("县水利局负责什么", uuid4().hex)
    for event in (second, first, second, first):  # out of order, and twice
        assert _send(service, event).status_code == 200
    _replies(2)
    with served(public) as restarted:
        assert _send(restarted, first).status_code == 200
    assert len(_replies()) == 2


def test_the_platform_is_answered_before_the_user_is(public: Settings) -> None:
    app = create_app(replace(public, max_answers_at_once=1))
    with running(app) as service:
        with app.state.answering.place():
            assert _send(service, feishu_event(QUESTION, uuid4().hex)).status_code == 200
            assert feishu().calls == []
            full = _send(service, feishu_event(QUESTION, uuid4().hex))
            assert (full.status_code, full.json()["code"]) == (503, 503)
        assert FACT in _text(_replies()[0])


def test_trouble_of_the_platform_is_tried_again_with_the_same_mark(service: httpx.Client) -> None:
    # A fault, too many requests, and a token that has ended: each try carries the id that keeps it from doubling.
    feishu().trouble += [502, {"code": 99991400, "msg": "limit"}, {"code": 99991663, "msg": "token"}]
    event = uuid4().hex
    _send(service, feishu_event(QUESTION, event))
    assert {reply["uuid"] for reply in _replies(4)} == {event}
    assert len(feishu().pushed("/open-apis/auth/v3/tenant_access_token/internal")) >= 1


def test_it_is_given_up_and_the_next_delivery_is_answered(
    service: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    event = feishu_event(QUESTION, uuid4().hex)
    feishu().trouble += [500, 500, 500]
    _send(service, event)
    until(lambda: "feishu 的回复没有送到：平台答 HTTP 500" in caplog.text)
    _send(service, event)
    assert FACT in _text(_replies(4)[3])


def test_it_is_not_there_until_it_is_set(built: Settings) -> None:
    with served(replace(built, feishu_app_id="cli-1", feishu_app_secret=FEISHU_SECRET)) as client:
        answer = _send(client, GOOD)
        assert (answer.status_code, answer.json()["code"]) == (404, 404)
        assert "ZEREN_FEISHU_ENCRYPT_KEY" in answer.json()["msg"]


def test_the_long_connection_answers_and_comes_back_when_it_breaks(connecting: Settings) -> None:
    gateway = feishu_gateway()
    with served(replace(connecting, long_connections="feishu", feishu_encrypt_key="", feishu_verification_token="")):
        connection = until(lambda: gateway.connections)[0]
        assert feishu().pushed("/callback/ws/endpoint")[0] == {"AppID": "cli-1", "AppSecret": FEISHU_SECRET}
        event = feishu_event(QUESTION, uuid4().hex)
        connection.send(_frame(event, "m-1"))
        assert FACT in _text(_replies()[0])
        connection.send(_frame(event, "m-2"))
        connection.send(_frame({"schema": "2.0"}, "m-3"))
        acks = until(
            lambda: len(found := [_read(frame) for frame in gateway.frames if _read(frame)[0] == DATA]) >= 3 and found
        )
        assert [ack[1:] for ack in acks] == [("m-1", 200), ("m-2", 200), ("m-3", 200)]
        assert _read(gateway.frames[0])[0] == PING
        connection.close()
        again = until(lambda: [other for other in gateway.connections if other is not connection])[0]
        again.send(_frame(feishu_event("县水利局负责什么", uuid4().hex), "m-4"))
        assert len(_replies(2)) == 2
    until(lambda: not gateway.connections)


def _frame(event: Json, message: str) -> bytes:
    from lark_oapi.ws.pb.pbbp2_pb2 import Frame

    frame = Frame(SeqID=1, LogID=1, service=7, method=DATA, payload=json.dumps(event).encode())
    for key, value in (("type", "event"), ("message_id", message), ("sum", "1"), ("seq", "0"), ("trace_id", "t")):
        frame.headers.add(key=key, value=value)
    made: bytes = frame.SerializeToString()
    return made


def _read(data: str | bytes) -> tuple[int, str, int]:
    """The method of a frame, the message it is about, and the code of its answer."""
    from lark_oapi.ws.pb.pbbp2_pb2 import Frame

    frame = Frame()
    frame.ParseFromString(data)
    message = next((header.value for header in frame.headers if header.key == "message_id"), "")
    return frame.method, message, json.loads(frame.payload)["code"] if frame.payload else 0


def test_sealing_is_that_of_the_platforms_manual() -> None:
    # The example of the manual of Feishu: encrypt key "test key" opens to "hello world".
    from api.channels.feishu.sealing import opened

    sealed = "P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk="
    assert opened("test key", sealed) == "hello world"
    assert FEISHU_KEY not in sealed
