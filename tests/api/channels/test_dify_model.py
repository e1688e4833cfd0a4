"""Dify's own client of OpenAI-compatible models saves ours, and shows why it cannot."""

import httpx

from tests.api.channels.adapters import run_dify


def test_dify_saves_the_model(service: httpx.Client) -> None:
    assert run_dify("validate", str(service.base_url), "zeren").strip() == "valid"


def test_dify_shows_why_a_model_is_refused(service: httpx.Client) -> None:
    assert "没有名为 gpt-5 的模型" in run_dify("validate", str(service.base_url), "gpt-5")
