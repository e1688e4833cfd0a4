"""WeCom: an app and a robot by callbacks, encrypted by another make of the platform's scheme, and a long connection."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from uuid import uuid4

import httpx
import pytest

from api.app import create_app
from kb.access.feedback import opinions
from kb.errors import InputError
from kb.settings import Settings
from tests.api.channels.adapters import PUBLIC_URL, shown_markdown
from tests.api.channels.fakes import (
    SECRETS,
    WECOM_AES,
    WECOM_BOT_SECRET,
    WECOM_SEND,
    wecom,
    wecom_app_seal,
    wecom_bot_message,
    wecom_bot_seal,
    wecom_bot_told,
    wecom_gateway,
    wecom_message,
    wecom_sealed,
)
from tests.api.channels.loopback import Json, until
from tests.api.serving import running, served

QUESTION, FACT = "消防领域由谁牵头", "县消防救援大队牵头"
APP, BOT = "/channels/wecom", "/channels/wecom/bot"
pytestmark = pytest.mark.usefixtures("no_secret_in_the_log")


@pytest.fixture(autouse=True)
def _nothing_pushed() -> Iterator[None]:
    wecom().calls.clear()
    wecom_gateway().frames.clear()
    yield
    wecom().trouble.clear()


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


def test_the_robot_answers_in_the_response_and_the_same_to_a_repetition(service: httpx.Client) -> None:
    message = wecom_bot_message(QUESTION, uuid4().hex)
    first, again = wecom_bot_told(service, message), wecom_bot_told(service, message)
    shown = shown_markdown(first["stream"]["content"])
    assert FACT in shown.text
    assert FACT in service.get(shown.urls[0].removeprefix(PUBLIC_URL)).text
    assert (first["msgtype"], first["stream"]["finish"]) == ("stream", True)
    assert again["stream"] == first["stream"]


def test_a_reply_that_takes_long_begins_at_once_and_goes_on_when_asked(public: Settings) -> None:
    app = create_app(replace(public, max_answers_at_once=1))
    with running(app) as service:
        with app.state.answering.place():
            begun = wecom_bot_told(service, wecom_bot_message(QUESTION, uuid4().hex))["stream"]
            assert (begun["finish"], begun["content"]) == (False, "正在查原文……")
            assert begun["feedback"]["id"].endswith(QUESTION)
        asked = {"msgtype": "stream", "stream": {"id": begun["id"]}}
        ended = wecom_bot_told(service, asked)["stream"]
        assert (ended["id"], ended["finish"]) == (begun["id"], True)
        assert FACT in ended["content"]
        assert "feedback" not in ended
        # Streams of another process: it is asked in its turn, or was before a restart.
        for name, kept in (
            ("other-1", "刚才的问题没有答完，请再问一次。"),
            (f"other-{int(time.time())}", "正在查原文……"),
        ):
            of_another = wecom_bot_told(service, {"msgtype": "stream", "stream": {"id": name}})["stream"]
            assert (of_another["finish"], of_another["content"]) == (name == "other-1", kept)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"chattype": "group", "chatid": "g", "text": {"content": f"@责任问答 {QUESTION}"}}, FACT),
        ({"msgtype": "voice", "voice": {"content": QUESTION}}, FACT),
        ({"msgtype": "mixed", "mixed": {"msg_item": [{"msgtype": "text", "text": {"content": QUESTION}}, {"msgtype": "image"}]}}, FACT),
        ({"msgtype": "image", "image": {"url": "http://x"}}, "请把问题打成文字发来"),
        ({"text": {"content": "今天几号"}}, "规划未载明"),
    ],
)  # fmt: skip
def test_whatever_the_robot_is_told_gets_a_reply(service: httpx.Client, other: Json, said: str) -> None:
    user = {"from": {"userid": uuid4().hex}}
    told = wecom_bot_told(service, wecom_bot_message(QUESTION, uuid4().hex, **user, **other))
    assert said in told["stream"]["content"]


def _event(kind: str, **more: object) -> Json:
    event = {"eventtype": kind, **({kind: more} if more else {})}
    return wecom_bot_message("", uuid4().hex, msgtype="event", event=event)


def test_events_of_the_robot(service: httpx.Client, public: Settings) -> None:
    assert "请直接发问题" in wecom_bot_told(service, _event("enter_chat"))["text"]["content"]
    assert wecom_bot_told(service, _event("template_card_event")) == {}
    known = wecom_bot_told(service, wecom_bot_message(QUESTION, uuid4().hex))["stream"]["feedback"]["id"]
    assert len(known.encode()) <= 256
    said = _event("feedback_event", id=known, type=2, content="不是这个", inaccurate_reason_list=[1, 3])
    for _ in range(2):  # sent again
        assert wecom_bot_told(service, said) == {}
    wecom_bot_told(service, _event("feedback_event", id=known, type=3))
    wecom_bot_told(service, _event("feedback_event", id="of something else", type=1))
    kept = [row for row in opinions(public.data_dir) if row["who"] == "企业微信 zhang"]
    assert [(row["verdict"], row["comment"]) for row in kept] == [
        ("withdrawn", ""),
        ("wrong", "不是这个；企业微信的原因代码 1、3"),
    ]
    answer = service.post("/api/ask", json={"question": QUESTION}).json()
    assert {(row["question"], row["snapshot"], row["intent"]) for row in kept} == {
        (QUESTION, answer["snapshot"], answer["intent"])
    }


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


def _told(count: int) -> list[Json]:
    """The frames that a robot sent on its connection, without its pings."""

    def told() -> list[Json]:
        frames = [json.loads(frame) for frame in list(wecom_gateway().frames)]
        return [frame for frame in frames if frame["cmd"] != "ping"]

    return list(until(lambda: len(told()) >= count and told()))


def _frame(body: Json, request: str, cmd: str = "aibot_msg_callback") -> str:
    return json.dumps({"cmd": cmd, "headers": {"req_id": request}, "body": body})


def test_the_long_connection_answers_and_comes_back_when_it_breaks(connecting: Settings) -> None:
    gateway = wecom_gateway()
    settings = replace(connecting, long_connections="wecom", max_answers_at_once=8)
    app = create_app(replace(settings, wecom_bot_token="", wecom_bot_aes_key=""))
    with running(app):
        connection = until(lambda: gateway.connections)[0]
        assert _told(1)[0]["body"] == {"bot_id": "bot-1", "secret": WECOM_BOT_SECRET}
        message = wecom_bot_message(QUESTION, uuid4().hex)
        connection.send(_frame(message, "r-1"))
        answer = _told(2)[1]
        assert (answer["cmd"], answer["headers"]) == ("aibot_respond_msg", {"req_id": "r-1"})
        assert FACT in answer["body"]["stream"]["content"]
        assert answer["body"]["stream"]["finish"]
        connection.send(_frame(message, "r-2"))  # sent again: nothing is said
        connection.send(_frame(_event("enter_chat"), "r-3", "aibot_event_callback"))
        welcome = _told(3)[2]
        assert (welcome["cmd"], welcome["headers"]) == ("aibot_respond_welcome_msg", {"req_id": "r-3"})
        connection.close()
        again = until(lambda: [other for other in gateway.connections if other is not connection])[0]
        again.send(_frame(wecom_bot_message("县水利局负责什么", uuid4().hex), "r-4"))
        assert "县水利局" in _told(5)[4]["body"]["stream"]["content"]
        with ExitStack() as stack:
            for _ in range(8):
                stack.enter_context(app.state.answering.place())
            again.send(_frame(wecom_bot_message(QUESTION, uuid4().hex), "r-5"))
            begun = _told(6)[5]["body"]["stream"]
            assert (begun["content"], begun["finish"]) == ("正在查原文……", False)
        ended = _told(7)[6]["body"]["stream"]
        assert (ended["id"], ended["finish"], FACT in ended["content"]) == (begun["id"], True, True)
        # Another program of the same robot takes the connection: this one lets go, and comes back later.
        again.send(_frame(_event("disconnected_event"), "r-6", "aibot_event_callback"))
        until(lambda: again not in gateway.connections)
        until(lambda: gateway.connections)
    until(lambda: not gateway.connections)


def test_a_reply_under_way_goes_out_before_the_connection_ends(connecting: Settings) -> None:
    gateway = wecom_gateway()
    app = create_app(replace(connecting, long_connections="wecom", max_answers_at_once=1))
    with ExitStack() as taken:
        with running(app):
            connection = until(lambda: gateway.connections)[0]
            taken.enter_context(app.state.answering.place())
            connection.send(_frame(wecom_bot_message(QUESTION, uuid4().hex), "r-1"))
            assert _told(2)[1]["body"]["stream"]["content"] == "正在查原文……"
            # When the answer becomes possible, the service has been told to end.
            threading.Timer(1, taken.close).start()
        until(lambda: not gateway.connections)
    assert FACT in _told(3)[2]["body"]["stream"]["content"]
