"""Long connections that a platform refuses: told of without secrets, tried again, and no reason for the service to end."""

import json
import logging
from dataclasses import replace

import pytest

from kb.settings import Settings
from tests.api.channels.fakes import (
    SECRETS,
)
from tests.api.channels.loopback import Gateway, Platform, until
from tests.api.serving import served


def _refusing() -> Platform:
    return Platform(lambda path: 401 if "gateway" in path else {"code": 514, "msg": "app secret is wrong"})


def _refusing_gateway() -> Gateway:
    def refuse(frame: str | bytes) -> str:
        return json.dumps({"headers": json.loads(frame)["headers"], "errcode": 853000, "errmsg": "wrong secret"})

    return Gateway(refuse)


@pytest.mark.parametrize("name", ["dingtalk", "feishu", "wecom"])
def test_a_refused_connection_is_tried_again(connecting: Settings, name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    platform, gateway = _refusing(), _refusing_gateway()
    settings = replace(
        connecting,
        long_connections=name,
        dingtalk_api_url=platform.address,
        feishu_api_url=platform.address,
        wecom_bot_url=gateway.address,
    )
    with served(settings) as client:
        until(lambda: len(platform.calls) >= 2 or len(gateway.frames) >= 2)
        until(lambda: f"{name} 的长连接没有连上，稍后再试：" in caplog.text)
        assert client.get("/ready").status_code == 200
    assert [secret for secret in SECRETS if secret in caplog.text] == []
