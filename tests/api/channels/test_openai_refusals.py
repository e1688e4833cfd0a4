"""/v1 when something is wrong: errors in OpenAI's shape, which its SDK raises as its own exceptions."""

import json
from typing import Any

import httpx
import openai
import pytest

from api.app import create_app
from api.channels.access import authorised
from kb.errors import AccessError, BudgetError, KeyRequiredError
from kb.settings import Settings
from tests.api.channels.adapters import sdk
from tests.api.channels.completions import ASKED, QUESTION, TOOLS, post
from tests.api.serving import running


def _problem(response: httpx.Response) -> tuple[int, str, str | None, str | None]:
    error = response.json()["error"]
    assert error["message"]
    return response.status_code, error["type"], error["param"], error["code"]


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "system", "content": "x"}]}, "messages"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]}, "messages"),
        ({"messages": "x"}, "messages"),
        ({"response_format": {"type": "xml"}}, "response_format.type"),
        ({"tools": TOOLS, "tool_choice": {"type": "function", "function": {"name": "other"}}}, "tool_choice"),
    ],
)
def test_a_wrong_request_names_its_parameter(service: httpx.Client, body: dict[str, Any], param: str) -> None:
    assert _problem(post(service, **body)) == (400, "invalid_request_error", param, None)


def test_a_body_that_is_no_json_and_an_unknown_model(service: httpx.Client) -> None:
    sent = service.post("/v1/chat/completions", content=b"{", headers={"Content-Type": "application/json"})
    assert _problem(sent)[:2] == (400, "invalid_request_error")
    assert _problem(post(service, model="gpt-5")) == (404, "invalid_request_error", "model", "model_not_found")


def test_half_a_surrogate_pair_is_no_fault_of_ours(service: httpx.Client) -> None:
    # JSON may hold it, UTF-8 may not; the answer links to the question and an error names the model.
    for body, status in (
        ({"messages": [{"role": "user", "content": f"\\ud800{QUESTION}"}]}, 200),
        ({"model": "\\ud800"}, 404),
    ):
        sent = json.dumps({"model": "zeren", "messages": ASKED, **body}).replace("\\\\", "\\")
        response = service.post("/v1/chat/completions", content=sent, headers={"Content-Type": "application/json"})
        assert response.status_code == status


@pytest.mark.parametrize("path", ["responses", "embeddings", "images/generations"])
def test_the_rest_of_the_api_is_not_found_in_its_own_shape(service: httpx.Client, path: str) -> None:
    assert _problem(service.post(f"/v1/{path}", json={}))[:2] == (404, "invalid_request_error")


@pytest.mark.parametrize(
    ("error", "expected", "code"),
    [
        (KeyRequiredError("密钥不对。"), openai.AuthenticationError, "invalid_api_key"),
        (AccessError("没有权限。"), openai.PermissionDeniedError, "insufficient_permissions"),
        (BudgetError("问得太快。", 7), openai.RateLimitError, "rate_limit_exceeded"),
        (RuntimeError("secret"), openai.InternalServerError, None),
    ],
)
def test_a_refusal_is_the_clients_own_exception(
    built: Settings, error: Exception, expected: type[openai.APIStatusError], code: str | None
) -> None:
    async def refuse() -> None:
        raise error

    app = create_app(built)
    app.dependency_overrides[authorised] = refuse
    with running(app) as client, sdk(client) as asking, pytest.raises(expected) as raised:
        asking.chat.completions.create(model="zeren", messages=ASKED)
    assert raised.value.code == code
    assert "secret" not in raised.value.message
    assert raised.value.response.headers.get("retry-after") == ("7" if code == "rate_limit_exceeded" else None)
