"""DingTalk: the robot's HTTP mode, signed as the platform signs, and its stream, with the platform's own package."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.app import create_app
from kb.errors import InputError
from kb.settings import Settings
from tests.api.channels.adapters import PUBLIC_URL, shown_markdown
from tests.api.channels.fakes import (
    DINGTALK_SECRET,
    DINGTALK_SESSION,
    SECRETS,
    dingtalk,
    dingtalk_gateway,
    dingtalk_headers,
    dingtalk_message,
)
from tests.api.channels.loopback import Json, until
from tests.api.serving import running, served

QUESTION, FACT = "消防领域由谁牵头", "县消防救援大队牵头"
PATH = "/channels/dingtalk"
pytestmark = pytest.mark.usefixtures("no_secret_in_the_log")


@pytest.fixture(autouse=True)
def _nothing_pushed() -> Iterator[None]:
    dingtalk().calls.clear()
    yield
    dingtalk().trouble.clear()


def _send(service: httpx.Client, message: Json) -> httpx.Response:
    return service.post(PATH, json=message, headers=dingtalk_headers())


def _pushed(count: int = 1) -> list[Json]:
    return list(until(lambda: len(found := dingtalk().pushed(DINGTALK_SESSION)) >= count and found))


def test_the_answer_comes_as_markdown_with_links_to_the_clause(service: httpx.Client) -> None:
    assert _send(service, dingtalk_message(QUESTION, uuid4().hex)).json() == {"errcode": 0, "errmsg": "ok"}
    pushed = _pushed()[0]
    assert pushed["msgtype"] == "markdown"
    assert FACT in pushed["markdown"]["title"]
    assert "at" not in pushed
    shown = shown_markdown(pushed["markdown"]["text"])
    assert FACT in shown.text
    assert shown.urls[0].startswith(f"{PUBLIC_URL}/documents/")
    assert FACT in service.get(shown.urls[0].removeprefix(PUBLIC_URL)).text


def test_in_a_group_the_one_who_asked_is_named(service: httpx.Client) -> None:
    _send(service, dingtalk_message("谁牵头", uuid4().hex, conversationType="2", isInAtList=False))  # said to others
    _send(service, dingtalk_message(QUESTION, uuid4().hex, conversationType="2", isInAtList=True))
    pushed = _pushed()[0]
    assert pushed["at"] == {"atUserIds": ["staff-1"]}
    assert pushed["markdown"]["text"].startswith("@staff-1\n\n“消防领域”由县消防救援大队牵头")


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"msgtype": "audio", "text": None, "content": {"recognition": QUESTION}}, FACT),
        ({"msgtype": "richText", "text": None, "content": {"richText": [{"text": QUESTION}, {"pictureDownloadCode": "x"}]}}, FACT),
        ({"msgtype": "picture", "text": None, "content": {"downloadCode": "x"}}, "请把问题打成文字发来"),
        ({"text": {"content": "今天几号"}}, "规划未载明"),
        ({"text": {"content": "字" * 501}}, "请缩短后再问"),
        ({"text": {"content": "你好"}}, "我按规划原文回答责任问题"),
    ],
)  # fmt: skip
def test_whatever_is_sent_gets_a_reply_that_says_what_to_do(service: httpx.Client, other: Json, said: str) -> None:
    message = dingtalk_message(QUESTION, uuid4().hex, conversationId=uuid4().hex, **other)
    assert _send(service, message).status_code == 200
    assert said in _pushed()[0]["markdown"]["text"]


def test_each_user_of_a_chat_goes_on_with_their_own_questions(service: httpx.Client) -> None:
    chat = uuid4().hex
    for user, question in (("a", QUESTION), ("b", "民用爆炸物品安全归谁管"), ("a", "那谁配合")):
        _send(service, dingtalk_message(question, uuid4().hex, conversationId=chat, senderStaffId=user))
        _pushed()
        texts = [body["markdown"]["text"] for body in dingtalk().pushed(DINGTALK_SESSION)]
        dingtalk().calls.clear()
    assert "消防领域" in texts[0]


NOW = time.time()
WRONG_SECRET, OLD, EARLY = dingtalk_headers("wrong"), dingtalk_headers(at=NOW - 3700), dingtalk_headers(at=NOW + 9000)
GOOD: Json = dingtalk_message(QUESTION, "never-answered")


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({}, json.dumps(GOOD), 403),  # unsigned
        (WRONG_SECRET, json.dumps(GOOD), 403),
        ({**dingtalk_headers(), "sign": "签名".encode()}, json.dumps(GOOD), 403),
        ({**dingtalk_headers(), "timestamp": "1"}, json.dumps(GOOD), 403),  # signed for another time
        (OLD, json.dumps(GOOD), 403),
        (EARLY, json.dumps(GOOD), 403),
        (WRONG_SECRET, "no json", 403),  # nothing is read before it is verified
        (None, "no json", 400),
        (None, "[" * 100_000, 400),
        (None, "[]", 400),
        (None, json.dumps({**GOOD, "msgId": ""}), 400),
        (None, json.dumps({**GOOD, "text": None, "conversationId": {"a": 1}}), 400),
        # The signature leaves the body open: a reply goes nowhere but to the platform.
        (None, json.dumps({**GOOD, "sessionWebhook": "http://169.254.169.254/robot/sendBySession"}), 400),
    ],
)
def test_what_is_not_from_the_platform_is_refused_in_its_shape(
    service: httpx.Client, settle: Callable[[], None], headers: dict[str, Any] | None, body: str, status: int
) -> None:
    answer = service.post(PATH, content=body, headers=dingtalk_headers() if headers is None else headers)
    assert (answer.status_code, answer.json()["errcode"]) == (status, status)
    assert DINGTALK_SECRET not in answer.text
    settle()
    assert dingtalk().calls == []


def test_a_message_sent_again_is_answered_once_even_after_a_restart(public: Settings, service: httpx.Client) -> None:
    first, second = dingtalk_message(QUESTION, uuid4().hex), dingtalk_message("县水利局负责什么", uuid4().hex)
    for message in (second, first, second, first):  # out of order, and twice
        assert _send(service, message).status_code == 200
    _pushed(2)
    with served(public) as restarted:
        assert _send(restarted, first).status_code == 200
    assert len(dingtalk().pushed(DINGTALK_SESSION)) == 2


def test_the_platform_is_answered_before_the_user_is(public: Settings) -> None:
    # Nobody can be answered while the one place is taken; the platform would send the message again.
    app = create_app(replace(public, max_answers_at_once=1))
    with running(app) as service:
        with app.state.answering.place():
            assert _send(service, dingtalk_message(QUESTION, uuid4().hex)).status_code == 200
            assert dingtalk().calls == []
            full = _send(service, dingtalk_message(QUESTION, uuid4().hex))
            assert (full.status_code, full.json()["errcode"]) == (503, 503)
        assert FACT in _pushed()[0]["markdown"]["text"]


def test_a_platform_that_is_down_is_tried_again_and_sent_one_reply(
    service: httpx.Client, settle: Callable[[], None]
) -> None:
    dingtalk().trouble += [503, {"errcode": -1, "errmsg": "busy"}]
    _send(service, dingtalk_message(QUESTION, uuid4().hex))
    assert len(_pushed(3)) == 3
    settle()
    assert len(dingtalk().calls) == 3


def test_it_is_given_up_and_the_next_delivery_is_answered(
    service: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    message = dingtalk_message(QUESTION, uuid4().hex)
    # A session that the platform has ended is not tried again.
    dingtalk().trouble.append({"errcode": 300001, "errmsg": "session-secret is over"})
    _send(service, message)
    until(lambda: "没有送到：平台拒绝，代码 300001" in caplog.text)
    assert len(dingtalk().calls) == 1
    _send(service, message)
    assert FACT in _pushed(2)[1]["markdown"]["text"]


def test_who_asks_too_often_is_told_so(public: Settings) -> None:
    with served(replace(public, answers_per_minute=1)) as service:
        for question in (QUESTION, "县水利局负责什么"):
            _send(service, dingtalk_message(question, uuid4().hex))
        texts = [body["markdown"]["text"] for body in _pushed(2)]
    assert sum("太频繁" in text for text in texts) == 1


def test_it_is_not_there_until_it_is_set(built: Settings) -> None:
    with served(built) as client:
        answer = _send(client, GOOD)
        assert (answer.status_code, answer.json()["errcode"]) == (404, 404)


def test_the_stream_answers_and_comes_back_when_it_breaks(connecting: Settings) -> None:
    gateway = dingtalk_gateway()
    with served(replace(connecting, long_connections="dingtalk")):
        connection = until(lambda: gateway.connections)[0]
        assert connection.request.path == "/?ticket=ticket-of-one-connection"
        opened = dingtalk().pushed("/v1.0/gateway/connections/open")[0]
        assert (opened["clientId"], opened["clientSecret"]) == ("dingtalk-app-key", DINGTALK_SECRET)
        assert opened["subscriptions"] == [{"type": "CALLBACK", "topic": "/v1.0/im/bot/messages/get"}]
        message = dingtalk_message(QUESTION, uuid4().hex)
        connection.send(_frame(message, "frame-1"))
        assert FACT in _pushed()[0]["markdown"]["text"]
        connection.send(_frame(message, "frame-2"))  # not acknowledged in time, the platform thinks
        acks = until(lambda: len(gateway.frames) >= 2 and [json.loads(frame) for frame in gateway.frames])
        assert [(ack["code"], ack["headers"]["messageId"]) for ack in acks] == [(200, "frame-1"), (200, "frame-2")]
        connection.send("no json")
        again = until(lambda: [other for other in gateway.connections if other is not connection])[0]
        again.send(_frame(dingtalk_message("县水利局负责什么", uuid4().hex), "frame-3"))
        _pushed(2)
        again.send(_frame({"msgId": "x"}, "frame-4"))
        until(lambda: len(gateway.frames) >= 4)
        assert json.loads(gateway.frames[-1])["code"] == 400
    assert len(dingtalk().pushed(DINGTALK_SESSION)) == 2
    until(lambda: not gateway.connections)


def _frame(message: Json, frame: str) -> str:
    headers = {"topic": "/v1.0/im/bot/messages/get", "messageId": frame, "contentType": "application/json", "time": "1"}
    return json.dumps({"specVersion": "1.0", "type": "CALLBACK", "headers": headers, "data": json.dumps(message)})


def test_of_two_processes_one_has_the_connection(connecting: Settings) -> None:
    gateway = dingtalk_gateway()
    settings = replace(connecting, long_connections="dingtalk")
    with ExitStack() as running_on:
        with served(settings):
            first = until(lambda: gateway.connections)[0]
            other = running_on.enter_context(served(settings))
            # What the other one opened when it began would be there by the time it has answered.
            _send(other, dingtalk_message(QUESTION, uuid4().hex))
            _pushed()
            assert gateway.connections == [first]
        until(lambda: gateway.connections not in ([], [first]))
    until(lambda: not gateway.connections)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"long_connections": "dingtalk"}, "ZEREN_DINGTALK_APP_KEY、ZEREN_DINGTALK_APP_SECRET"),
        ({"long_connections": "wechat"}, "wechat 应是"),
        ({"dingtalk_app_key": "x"}, "还要设置 ZEREN_DINGTALK_APP_SECRET；"),
        ({"feishu_app_id": "x"}, "还要设置 ZEREN_FEISHU_APP_SECRET；"),
        ({"feishu_encrypt_key": "x"}, "APP_ID、ZEREN_FEISHU_APP_SECRET、ZEREN_FEISHU_VERIFICATION_TOKEN；"),
        ({"wecom_token": "x"}, "ZEREN_WECOM_CORP_ID、ZEREN_WECOM_AGENT_ID、ZEREN_WECOM_SECRET、ZEREN_WECOM_AES_KEY；"),
        ({"wecom_bot_token": "x"}, "还要设置 ZEREN_WECOM_BOT_AES_KEY；"),
        ({"wecom_bot_id": "x"}, "还要设置 ZEREN_WECOM_BOT_SECRET；"),
    ],
)
def test_what_can_never_work_is_refused_at_the_start(settings: dict[str, str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        create_app(Settings(**settings))  # type: ignore[arg-type]


def test_secrets_are_not_in_the_repr_of_the_settings(public: Settings) -> None:
    assert [secret for secret in SECRETS if secret in repr(public)] == []
