"""WeCom's robot: what it says in the responses to callbacks, and on its long connection."""

import json
import threading
import time
from contextlib import ExitStack
from dataclasses import replace
from uuid import uuid4

import httpx
import pytest

from api.app import create_app
from kb.access.feedback import opinions
from kb.settings import Settings
from tests.api.channels.adapters import PUBLIC_URL, shown_markdown
from tests.api.channels.fakes import WECOM_BOT_SECRET, wecom_bot_message, wecom_bot_told, wecom_gateway
from tests.api.channels.loopback import Json, until
from tests.api.serving import running

QUESTION, FACT = "消防领域由谁牵头", "县消防救援大队牵头"
pytestmark = pytest.mark.usefixtures("no_secret_in_the_log", "wecom_untold")


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
