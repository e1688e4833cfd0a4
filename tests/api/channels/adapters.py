"""How a test asks each channel, and what the channel then shows. A new channel adds one entry to ``ADAPTERS``."""

import json
import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import uuid4

import httpx
import openai
import pytest

from kb.settings import ROOT
from tests.api.channels import fakes
from tests.api.channels.loopback import until
from tests.api.channels.questions import QUESTIONS
from tests.waiting import PATIENCE_S

DIFY_PYTHON = ROOT / ".venv-dify" / "bin" / "python"
_DIFY_SCRIPT = Path(__file__).with_name("dify_client.py")
PUBLIC_URL = "http://zeren.example:8088"


@dataclass(frozen=True)
class Shown:
    """What a user sees: the text of the answer, and the addresses of the places that prove it."""

    text: str
    urls: tuple[str, ...]
    # Whether the last places gave way to a link to all, in a message that may not be longer.
    is_cut: bool = False


def sdk(service: httpx.Client) -> openai.OpenAI:
    """OpenAI's own client, of this service."""
    return openai.OpenAI(base_url=f"{service.base_url}/v1", api_key="any", max_retries=0)


def _completion(service: httpx.Client, question: str) -> Shown:
    with sdk(service) as client:
        made = client.chat.completions.create(model="zeren", messages=[{"role": "user", "content": question}])
    message = made.choices[0].message
    return Shown(message.content or "", tuple(dict.fromkeys(a.url_citation.url for a in message.annotations or ())))


def _stream(service: httpx.Client, question: str) -> Shown:
    text, urls = "", []
    with sdk(service) as client:
        for chunk in client.chat.completions.create(
            model="zeren", messages=[{"role": "user", "content": question}], stream=True
        ):
            delta = chunk.choices[0].delta
            text += delta.content or ""
            urls += [item["url_citation"]["url"] for item in (delta.model_extra or {}).get("annotations", ())]
    return Shown(text, tuple(dict.fromkeys(urls)))


def _as_json(service: httpx.Client, question: str) -> Shown:
    with sdk(service) as client:
        made = client.chat.completions.create(
            model="zeren",
            messages=[{"role": "user", "content": question}],
            response_format={"type": "json_object"},
        )
    facts = json.loads(made.choices[0].message.content or "")
    return Shown(facts["answer"], tuple(cited["url"] for cited in facts["citations"]))


@cache
def _asked_by_dify(address: str) -> Mapping[str, str]:
    """All the questions at once: the client takes a second to start."""
    asked = json.dumps([question for question, _ in QUESTIONS])
    return dict(json.loads(run_dify("ask", address, asked)))


def run_dify(*arguments: str) -> str:
    """The output of Dify's client, which runs in an environment of its own."""
    if not DIFY_PYTHON.exists():
        pytest.skip("没有 Dify 的客户端；make clients 安装它")
    command: list[str | Path] = [DIFY_PYTHON, _DIFY_SCRIPT, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE_S)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _dify(service: httpx.Client, question: str) -> Shown:
    # The client knows no annotations: its users see the list of sources under the answer.
    text = _asked_by_dify(str(service.base_url))[question]
    return Shown(text, tuple(re.findall(r"\]\((http[^)]+)\)", text)))


def _widget(service: httpx.Client, question: str) -> Shown:
    body = service.post("/channels/widget/ask", json={"question": question}).json()
    return Shown(body["text"], tuple(source["url"] for source in body["sources"]))


def shown_markdown(text: str) -> Shown:
    """What markdown shows: without the signs that keep it from being read as formatting."""
    return Shown(re.sub(r"\\([\\`*_~<>|])", r"\1", text), tuple(re.findall(r"\]\((http[^)]+)\)", text)))


def _dingtalk(service: httpx.Client, question: str) -> Shown:
    message = fakes.dingtalk_message(question, uuid4().hex, conversationId=uuid4().hex)
    before = len(fakes.dingtalk().pushed(fakes.DINGTALK_SESSION))
    answer = service.post("/channels/dingtalk", json=message, headers=fakes.dingtalk_headers())
    assert answer.json() == {"errcode": 0, "errmsg": "ok"}
    pushed = until(lambda: fakes.dingtalk().pushed(fakes.DINGTALK_SESSION)[before:])
    return shown_markdown(pushed[0]["markdown"]["text"])


def _feishu(service: httpx.Client, question: str) -> Shown:
    event = uuid4().hex
    body = fakes.feishu_sealed(fakes.feishu_event(question, event, chat_id=uuid4().hex))
    answer = service.post("/channels/feishu", content=body, headers=fakes.feishu_headers(body))
    assert answer.json() == {"code": 0, "msg": "ok"}
    path = f"/open-apis/im/v1/messages/om_{event}/reply"
    pushed = until(lambda: fakes.feishu().pushed(path))
    return shown_markdown(json.loads(pushed[0]["content"])["zh_cn"]["content"][0][0]["text"])


def _wecom(service: httpx.Client, question: str) -> Shown:
    user = uuid4().hex
    query, body = fakes.wecom_sealed(fakes.wecom_app_seal(), fakes.wecom_message(question, uuid4().hex, user))
    answer = service.post("/channels/wecom", params=query, content=body)
    assert (answer.status_code, answer.text) == (200, "")
    sent = until(lambda: [one for one in fakes.wecom().pushed(fakes.WECOM_SEND) if one["touser"] == user])
    text = sent[0]["text"]["content"]
    assert len(text.encode()) <= 2048
    urls = tuple(re.findall(rf"{PUBLIC_URL}/documents/\S+", text))
    return Shown(text, urls, is_cut=f"：{PUBLIC_URL}/?q=" in text)


def _wecom_bot(service: httpx.Client, question: str) -> Shown:
    message = fakes.wecom_bot_message(question, uuid4().hex, **{"from": {"userid": uuid4().hex}})
    frame = fakes.wecom_bot_told(service, message)["stream"]
    assert frame["finish"]
    return shown_markdown(frame["content"])


ADAPTERS: Mapping[str, Callable[[httpx.Client, str], Shown]] = {
    "openai": _completion,
    "openai-stream": _stream,
    "openai-json": _as_json,
    "dify-model": _dify,
    "widget": _widget,
    "dingtalk": _dingtalk,
    "feishu": _feishu,
    "wecom": _wecom,
    "wecom-bot": _wecom_bot,
}
