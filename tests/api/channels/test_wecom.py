"""WeCom: callbacks of an app and a robot, encrypted by another make of the platform's scheme, and what the app pushes."""

import json
import time
from collections.abc import Callable
from uuid import uuid4

import httpx
import pytest

from kb.errors import InputError
from kb.settings import Settings
from tests.api.channels.adapters import PUBLIC_URL
from tests.api.channels.fakes import (
    SECRETS,
    WECOM_AES,
    WECOM_SEND,
    wecom,
    wecom_app_seal,
    wecom_bot_message,
    wecom_bot_seal,
    wecom_message,
    wecom_sealed,
)
from tests.api.channels.loopback import Json, until
from tests.api.serving import served

QUESTION, FACT = "消防领域由谁牵头", "县消防救援大队牵头"
APP, BOT = "/channels/wecom", "/channels/wecom/bot"
pytestmark = pytest.mark.usefixtures("no_secret_in_the_log", "wecom_untold")


def _send(service: httpx.Client, text: str) -> httpx.Response:
    query, body = wecom_sealed(wecom_app_seal(), text)
    return service.post(APP, params=query, content=body)


def _pushed(count: int = 1) -> list[Json]:
    return list(until(lambda: len(found := wecom().pushed(WECOM_SEND)) >= count and found))


def test_the_apps_answer_is_pushed_as_text_with_links_to_the_clause(service: httpx.Client) -> None:
    answer = _send(service, wecom_message(QUESTION, uuid4().hex))
    assert (answer.status_code, answer.text) == (200, "")
    pushed = _pushed()[0]
    assert (pushed["touser"], pushed["msgtype"], pushed["agentid"]) == ("zhang", "text", 1000002)
    assert FACT in pushed["text"]["content"]
    link = next(word for word in pushed["text"]["content"].split() if word.startswith(PUBLIC_URL))
    assert FACT in service.get(link.removeprefix(PUBLIC_URL)).text


@pytest.mark.parametrize(("path", "seal"), [(APP, wecom_app_seal()), (BOT, wecom_bot_seal())], ids=["app", "bot"])
def test_the_address_is_checked_with_an_encrypted_word(service: httpx.Client, path: str, seal: object) -> None:
    query, body = wecom_sealed(seal, "7051234567890")
    encrypted = json.loads(body)["encrypt"] if path == BOT else body.split("<Encrypt><![CDATA[")[1].split("]]>")[0]
    assert service.get(path, params={**query, "echostr": encrypted}).text == "7051234567890"
    wrong = service.get(path, params={**query, "echostr": encrypted, "nonce": "other"})
    assert (wrong.status_code, wrong.json()["errcode"]) == (403, 403)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (wecom_message("", "{id}", MsgType="image", PicUrl="http://x"), "请把问题打成文字发来"),
        (wecom_message("今天几号", "{id}"), "规划未载明"),
        (wecom_message("你好", "{id}"), "我按规划原文回答责任问题"),
        (wecom_message("", "", "{id}", MsgType="event", Event="subscribe"), "请直接发问题"),
    ],
)
def test_whatever_is_sent_to_the_app_gets_a_reply(
    service: httpx.Client, settle: Callable[[], None], text: str, said: str
) -> None:
    once = text.replace("{id}", uuid4().hex)
    for _ in range(2):
        assert _send(service, once).status_code == 200
    assert said in _pushed()[0]["text"]["content"]
    settle()
    assert len(_pushed()) == 1


NOW = time.time()
GOOD = wecom_message(QUESTION, "never-answered")
ROBOT = json.dumps(wecom_bot_message(QUESTION, "never-answered"))


@pytest.mark.parametrize(
    ("path", "request_", "status"),
    [
        (APP, wecom_sealed(wecom_app_seal("wrong"), GOOD), 403),
        (APP, wecom_sealed(wecom_app_seal(key="x" * 42 + "A"), GOOD), 403),
        (APP, wecom_sealed(wecom_app_seal(corp="ww-other"), GOOD), 403),
        (APP, wecom_sealed(wecom_app_seal(), GOOD, NOW - 3700), 403),
        (APP, wecom_sealed(wecom_app_seal(), GOOD, NOW + 9000), 403),
        (APP, ({}, wecom_sealed(wecom_app_seal(), GOOD)[1]), 403),
        (APP, ({"msg_signature": "签名"}, wecom_sealed(wecom_app_seal(), GOOD)[1]), 403),
        (APP, ({}, "no xml"), 400),
        (APP, ({}, "<xml><Encrypt>x</Encrypt>"), 403),  # broken, but no parser sees what is not signed
        (APP, ({}, '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><Encrypt>&e;</Encrypt></xml>'), 400),
        (APP, wecom_sealed(wecom_app_seal(), "no xml"), 400),
        (APP, wecom_sealed(wecom_app_seal(), wecom_message(QUESTION, "")), 400),
        (BOT, wecom_sealed(wecom_bot_seal("wrong"), ROBOT), 403),
        (BOT, wecom_sealed(wecom_bot_seal(key="x" * 42 + "A"), ROBOT), 403),
        (BOT, wecom_sealed(wecom_bot_seal(), ROBOT, NOW - 3700), 403),
        (BOT, ({}, "no json"), 400),
        (BOT, ({}, "[]"), 400),
        (BOT, wecom_sealed(wecom_bot_seal(), "{}"), 400),
    ],
)
def test_what_is_not_from_the_platform_is_refused_in_its_shape(
    service: httpx.Client, settle: Callable[[], None], path: str, request_: tuple[Json, str], status: int
) -> None:
    answer = service.post(path, params=request_[0], content=request_[1].encode())
    assert (answer.status_code, answer.json()["errcode"]) == (status, status)
    assert [secret for secret in SECRETS if secret in answer.text] == []
    settle()
    assert wecom().calls == []


def test_a_message_sent_again_is_answered_once_even_after_a_restart(public: Settings, service: httpx.Client) -> None:
    first, second = wecom_message(QUESTION, uuid4().hex), wecom_message("县水利局负责什么", uuid4().hex)
    for text in (second, first, second, first):  # out of order, and twice
        assert _send(service, text).status_code == 200
    _pushed(2)
    with served(public) as restarted:
        assert _send(restarted, first).status_code == 200
    assert len(_pushed()) == 2


def test_trouble_of_the_platform_is_tried_again_and_one_reply_is_sent(
    service: httpx.Client, settle: Callable[[], None]
) -> None:
    wecom().trouble += [503, {"errcode": -1, "errmsg": "busy"}, {"errcode": 42001, "errmsg": "token"}]
    _send(service, wecom_message(QUESTION, uuid4().hex))
    _pushed(4)
    settle()
    assert len(wecom().pushed(WECOM_SEND)) == 4


def test_it_is_given_up_and_the_next_delivery_is_answered(
    service: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    text = wecom_message(QUESTION, uuid4().hex)
    wecom().trouble.append({"errcode": 60020, "errmsg": "not allow to access from your ip, wecom-secret-41"})
    _send(service, text)
    until(lambda: "wecom 的回复没有送到：平台拒绝，代码 60020" in caplog.text)
    _send(service, text)
    assert FACT in _pushed(2)[1]["text"]["content"]


def test_they_are_not_there_until_they_are_set(built: Settings) -> None:
    with served(built) as client:
        for path, said in ((APP, "ZEREN_WECOM_CORP_ID"), (BOT, "ZEREN_WECOM_BOT_TOKEN")):
            for answer in (client.get(path), client.post(path, content="<xml><Encrypt>x</Encrypt></xml>")):
                assert (answer.status_code, answer.json()["errcode"]) == (404, 404)
                assert said in answer.json()["errmsg"]


@pytest.mark.parametrize("wrong", [{"wecom_aes_key": WECOM_AES[:-1]}, {"wecom_agent_id": "企业"}])
def test_keys_that_cannot_be_right_are_refused_without_repeating_them(wrong: dict[str, str]) -> None:
    with pytest.raises(InputError, match="ZEREN_WECOM_") as raised:
        Settings(**wrong)  # type: ignore[arg-type]
    assert WECOM_AES[:-1] not in str(raised.value)
