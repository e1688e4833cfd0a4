"""A turn and its reply, whatever the channel."""

import json
from collections.abc import Callable

import pytest

from kb.conversation import Reply, Turn, as_markdown, as_text, converse
from kb.conversation.asides import aside_of
from kb.qa.answering import Answerer

URL = "http://plans.example:8000"


def _reply(answerer: Answerer, question: str, *history: str) -> Reply:
    return converse(Turn(question, history), answerer, URL)


def test_sources_are_absolute_and_mark_the_quoted_characters(answerer: Answerer, plan_text: str) -> None:
    reply = _reply(answerer, "消防领域由谁牵头")
    source = reply.sources[0]
    assert (reply.kind, reply.status) == ("answer", "answered")
    assert "县消防救援大队牵头" in reply.text
    assert plan_text[source.start : source.end] == source.quote
    assert source.url == f"{URL}/documents/{source.document}?start={source.start}&end={source.end}#cited"


def test_history_is_understood_but_greetings_in_it_are_no_turns(answerer: Answerer) -> None:
    # Answers look at the last three turns: thanks between questions must not push the question out.
    reply = _reply(answerer, "那危险化学品呢", "消防领域由谁牵头", "谢谢", "好的", "收到")
    assert (reply.status, bool(reply.units)) == ("answered", True)
    assert reply.answer.answer == _reply(answerer, "那危险化学品呢", "消防领域由谁牵头").text


def test_a_long_talk_makes_no_long_link(answerer: Answerer) -> None:
    # Clients send the whole talk with each question, and the link to the page holds what was said before.
    before = [f"第{n}个问题：" + "谁负责" * 300 for n in range(900)]
    reply = _reply(answerer, "那危险化学品呢", *before, "消防领域由谁牵头")
    assert (reply.text, reply.url.count("&h=")) == (_reply(answerer, "那危险化学品呢", "消防领域由谁牵头").text, 5)
    # Servers take no request line of over 64 KiB.
    assert len(reply.url) < 32_000
    assert _reply(answerer, "谁" * 100_000).url == URL


@pytest.mark.parametrize(
    ("said", "kind"),
    [("你好", "greeting"), ("ping", "check"), ("谢谢", "thanks"), ("你是谁", "help"), ("/new", "reset")],
)
def test_small_talk_is_answered_with_what_can_be_asked_or_a_word(answerer: Answerer, said: str, kind: str) -> None:
    reply = _reply(answerer, said)
    assert (reply.kind, reply.status, reply.answer.reason, reply.sources) == (kind, "out_of_scope", "small_talk", ())
    assert reply.text


_CHAT = (
    "### Chat History:\n<chat_history>\nUSER: 消防领域由谁牵头\nASSISTANT: 由县消防救援大队牵头。[1]\n</chat_history>"
)


@pytest.mark.parametrize(
    ("chore", "wanted"),
    [
        ("Generate a concise, 3-5 word title with an emoji", {"title": "消防领域由谁牵头"}),
        ("Generate 1-3 broad tags categorizing the main themes", {"tags": ["责任分工"]}),
        ("Analyze the chat history to determine the necessity of generating search queries", {"queries": []}),
        ("Generate a detailed prompt for an image", {}),
    ],
)  # fmt: skip
def test_chores_of_open_webui_get_their_json(answerer: Answerer, chore: str, wanted: dict[str, object]) -> None:
    assert json.loads(_reply(answerer, f"### Task:\n{chore}.\n{_CHAT}").text) == wanted


def test_follow_ups_asked_for_by_a_chat_program_can_be_answered(answerer: Answerer) -> None:
    offered = json.loads(_reply(answerer, f"### Task:\nSuggest 3-5 relevant follow-up questions.\n{_CHAT}").text)
    assert offered["follow_ups"]
    assert {_reply(answerer, question).status for question in offered["follow_ups"]} == {"answered"}


def test_a_question_wrapped_in_a_prompt_is_answered_as_if_bare(answerer: Answerer) -> None:
    wrapped = "### Task:\nRespond to the user query using the context.\n<user_query>\n消防领域由谁牵头\n</user_query>"
    assert _reply(answerer, wrapped).text == _reply(answerer, "消防领域由谁牵头").text


def test_a_title_prompt_of_nextchat_is_no_question(answerer: Answerer) -> None:
    prompt = "使用四到五个字直接返回这句话的简要主题，不要解释、不要标点，如果没有主题，请直接返回“闲聊”"
    assert _reply(answerer, prompt, "消防领域由谁牵头").text == "消防领域由谁牵头"


def test_a_title_prompt_of_lobechat_holds_the_talk(answerer: Answerer) -> None:
    talk = "user: 消防领域由谁牵头\nassistant: " + "县消防救援大队。" * 800
    prompt = f"{talk}\n\n请总结上述对话为10个字以内的标题，不需要包含标点符号，输出语言语种为：zh-CN"
    assert _reply(answerer, prompt).text == "消防领域由谁牵头"


def test_a_question_that_begins_like_a_greeting_is_a_question() -> None:
    assert aside_of("你好，消防领域由谁牵头") is None


def test_feedback_id_names_the_reply(answerer: Answerer) -> None:
    first, again, other = (_reply(answerer, q).feedback_id for q in ("谁牵头消防", "谁牵头消防", "谁牵头燃气"))
    assert first == again != other


@pytest.mark.parametrize("render", [as_text, as_markdown])
@pytest.mark.parametrize("question", ["消防领域由谁牵头", "县应急局承担哪些任务", "有哪些指标", "今天天气怎么样"])
def test_messages_keep_within_the_bytes_of_the_channel(
    answerer: Answerer, render: Callable[[Reply, int], str], question: str
) -> None:
    reply = _reply(answerer, question)
    whole = render(reply, 1_000_000)
    assert all(source.url in whole for source in reply.sources)
    for limit in (20_000, 2_048, 600, 100):
        made = render(reply, limit)
        assert 0 < len(made.encode()) <= limit
    # What was left out can be opened.
    assert render(reply, 2_048) in whole or URL in render(reply, 2_048)


def test_markdown_links_sources_and_shows_what_formats_as_it_is(answerer: Answerer) -> None:
    made = as_markdown(_reply(answerer, "消防领域由谁牵头"))
    assert f"]({URL}/documents/" in made
    assert "\n> " in made
