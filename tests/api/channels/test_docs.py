"""The examples of docs/channels.md do what they say, at the address of the running service."""

import json
import re

import httpx
import pytest

from kb.settings import ROOT

DOCS = (ROOT / "docs" / "channels.md").read_text(encoding="utf-8")
ADDRESS = "http://10.0.0.8:8000"
PROGRAMS = re.findall(r"```python\n(.+?)```", DOCS, re.S)


@pytest.mark.parametrize("program", PROGRAMS)
def test_programs_print_the_answer(service: httpx.Client, program: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(program.replace(ADDRESS, str(service.base_url)), {})
    assert "县消防救援大队牵头。[1]" in capsys.readouterr().out


def test_what_is_sent_with_curl_is_answered(service: httpx.Client) -> None:
    assert len(PROGRAMS) == 2
    body = re.search(r"-d '(.+?)'", DOCS)
    assert body is not None
    answer = service.post("/v1/chat/completions", json=json.loads(body[1])).json()
    assert "县消防救援大队牵头" in answer["choices"][0]["message"]["content"]
