"""Chat platforms on loopback: they record what is pushed to them, and hold connections as the real ones do."""

import base64
import hashlib
import hmac
import json
import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import httpx
from Crypto.Cipher import AES
from Crypto.Random import get_random_bytes
from Crypto.Util.Padding import pad
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve
from wx_crypt import WXBizMsgCrypt, WxChannel_Wecom, WxChannel_WecomAiBot

Json = dict[str, Any]


def until(holds: Callable[[], Any], seconds: float = 30) -> Any:  # noqa: ANN401 - what the caller waits for
    """What ``holds`` gives once it is true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := holds():
            return found
        time.sleep(0.02)
    raise AssertionError("等不到")


class Platform:
    """An API that records each call as (path, body) and answers what the test wants, then ``usual``."""

    def __init__(self, usual: Callable[[str], int | Json]) -> None:
        self.calls: list[tuple[str, Json]] = []
        # Answers to give first: a status, or a JSON body.
        self.trouble: list[int | Json] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:  # noqa: N802 - the name in the standard library
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                path = urlsplit(self.path).path
                outer.calls.append((path, json.loads(body) if body else {}))
                given = outer.trouble.pop(0) if outer.trouble and not path.endswith(QUIET) else usual(path)
                status, answer = (given, {}) if isinstance(given, int) else (200, given)
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST  # noqa: N815

            def log_message(self, *_: Any) -> None:  # noqa: ANN401
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def pushed(self, path: str) -> list[Json]:
        """The bodies of the calls of ``path``."""
        return [body for called, body in list(self.calls) if called == path]


# Calls that trouble is not for: what gives tokens and connections.
QUIET = ("/open", "/endpoint", "/gettoken", "/tenant_access_token/internal", "/info")


class Gateway:
    """The platform's end of long connections: every connection that is open, and every frame that came."""

    def __init__(self, greet: Callable[[str | bytes], str | bytes | None] = lambda frame: None) -> None:
        """:param greet: what is sent back at once for a frame."""
        self.connections: list[ServerConnection] = []
        self.frames: list[str | bytes] = []
        self._greet = greet
        self.server: Server = serve(self._hold, "127.0.0.1", 0)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"ws://127.0.0.1:{self.server.socket.getsockname()[1]}"

    def _hold(self, connection: ServerConnection) -> None:
        self.connections.append(connection)
        with suppress(ConnectionClosed):
            for frame in connection:
                self.frames.append(frame)
                if (back := self._greet(frame)) is not None:
                    connection.send(back)
        self.connections.remove(connection)


DINGTALK_SECRET = "dingtalk-app-secret-1b7e"
DINGTALK_SESSION = "/robot/sendBySession"


@cache
def dingtalk() -> Platform:
    """DingTalk."""

    def usual(path: str) -> Json:
        if path == "/v1.0/gateway/connections/open":
            return {"endpoint": dingtalk_gateway().address, "ticket": "ticket-of-one-connection"}
        return {"errcode": 0, "errmsg": "ok"}

    return Platform(usual)


@cache
def dingtalk_gateway() -> Gateway:
    """Where its streams lead."""
    return Gateway()


def dingtalk_headers(secret: str = DINGTALK_SECRET, at: float | None = None) -> dict[str, str]:
    """As DingTalk signs."""
    timestamp = str(round((time.time() if at is None else at) * 1000))
    made = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256).digest()
    return {"timestamp": timestamp, "sign": base64.b64encode(made).decode()}


def dingtalk_message(question: str, message: str, **other: object) -> Json:
    """As DingTalk sends it; ``other`` replaces what is there."""
    return {
        "msgtype": "text",
        "text": {"content": f" {question}"},
        "msgId": message,
        "conversationType": "1",
        "conversationId": "cid-1",
        "senderId": "$:LWCP_v1:$sender",
        "senderStaffId": "staff-1",
        "sessionWebhook": f"{dingtalk().address}{DINGTALK_SESSION}?session=session-secret",
        "sessionWebhookExpiredTime": round((time.time() + 5400) * 1000),
        "robotCode": "robot",
        **other,
    }


FEISHU_SECRET, FEISHU_KEY, FEISHU_TOKEN = "feishu-app-secret-93c1", "feishu-encrypt-key-77", "feishu-verification-5d"
FEISHU_ROBOT = "ou_robot"


@cache
def feishu() -> Platform:
    """Feishu."""

    def usual(path: str) -> Json:
        if path.endswith("/tenant_access_token/internal"):
            return {"code": 0, "msg": "ok", "tenant_access_token": "feishu-access-token-e0", "expire": 7200}
        if path.endswith("/bot/v3/info"):
            return {"code": 0, "msg": "ok", "bot": {"open_id": FEISHU_ROBOT, "app_name": "责任问答"}}
        if path == "/callback/ws/endpoint":
            address = f"{feishu_gateway().address}/?device_id=d&service_id=7&access_key=feishu-ticket"
            return {"code": 0, "msg": "", "data": {"URL": address, "ClientConfig": {"PingInterval": 120}}}
        return {"code": 0, "msg": "success", "data": {}}

    return Platform(usual)


@cache
def feishu_gateway() -> Gateway:
    """Where its long connections lead."""
    return Gateway()


def feishu_event(question: str, event: str, **other: object) -> Json:
    """The event of a message in a chat with the robot; ``other`` replaces what is there."""
    message = {
        "message_id": f"om_{event}",
        "chat_id": "oc-1",
        "chat_type": "p2p",
        "message_type": "text",
        "content": json.dumps({"text": question}),
        **other,
    }
    sender = {"sender_id": {"open_id": "ou-1"}, "sender_type": "user"}
    return feishu_happening(event, "im.message.receive_v1", {"sender": sender, "message": message})


def feishu_happening(event: str, kind: str, body: Json) -> Json:
    """Any event."""
    return {
        "schema": "2.0",
        "header": {"event_id": event, "event_type": kind, "token": FEISHU_TOKEN, "app_id": "cli-1"},
        "event": body,
    }


def feishu_sealed(event: Json, key: str = FEISHU_KEY) -> bytes:
    """As Feishu encrypts, with pycryptodome."""
    vector = get_random_bytes(16)
    cipher = AES.new(hashlib.sha256(key.encode()).digest(), AES.MODE_CBC, vector)
    sealed = vector + cipher.encrypt(pad(json.dumps(event).encode(), 16))
    return json.dumps({"encrypt": base64.b64encode(sealed).decode()}).encode()


def feishu_headers(body: bytes, key: str = FEISHU_KEY, at: float | None = None) -> dict[str, str]:
    """As Feishu signs."""
    timestamp = str(round(time.time() if at is None else at))
    made = hashlib.sha256((timestamp + "nonce" + key).encode() + body).hexdigest()
    return {"X-Lark-Request-Timestamp": timestamp, "X-Lark-Request-Nonce": "nonce", "X-Lark-Signature": made}


WECOM_CORP, WECOM_SECRET, WECOM_TOKEN = "ww-corp-1", "wecom-secret-41", "wecom-token-6c"
WECOM_AES, WECOM_BOT_AES = "wecomappaeskey" * 3 + "A", "wecombotaeskey" * 3 + "A"
WECOM_BOT_TOKEN, WECOM_BOT_SECRET = "wecom-bot-token-2f", "wecom-bot-secret-8a"
WECOM_SEND = "/cgi-bin/message/send"


@cache
def wecom() -> Platform:
    """WeCom's API."""

    def usual(path: str) -> Json:
        if path.endswith("/gettoken"):
            return {"errcode": 0, "errmsg": "ok", "access_token": "wecom-access-token-9", "expires_in": 7200}
        return {"errcode": 0, "errmsg": "ok", "msgid": "m"}

    return Platform(usual)


@cache
def wecom_gateway() -> Gateway:
    """Where its robots connect: every frame is acknowledged."""

    def greet(frame: str | bytes) -> str:
        return json.dumps({"headers": json.loads(frame)["headers"], "errcode": 0, "errmsg": "ok"})

    return Gateway(greet)


def wecom_app_seal(token: str = WECOM_TOKEN, key: str = WECOM_AES, corp: str = WECOM_CORP) -> WXBizMsgCrypt:
    """The platform's side of an app's encryption."""
    return WXBizMsgCrypt(token, key, corp, WxChannel_Wecom)


def wecom_bot_seal(token: str = WECOM_BOT_TOKEN, key: str = WECOM_BOT_AES) -> WXBizMsgCrypt:
    """The same of a robot."""
    return WXBizMsgCrypt(token, key, "", WxChannel_WecomAiBot)


def wecom_sealed(seal: WXBizMsgCrypt, text: str, at: float | None = None) -> tuple[Json, str]:
    """The query and the body of a request with ``text``."""
    timestamp = str(round(time.time() if at is None else at))
    status, body = seal.EncryptMsg(text.encode(), "nonce-1", timestamp)
    assert status == 0
    found = re.search(r"<MsgSignature><!\[CDATA\[(.+?)]]>|\"msgsignature\": \"(.+?)\"", body)
    assert found
    return {"msg_signature": found[1] or found[2], "timestamp": timestamp, "nonce": "nonce-1"}, body


def wecom_message(question: str, message: str, user: str = "zhang", **other: str) -> str:
    """As WeCom writes a message to an app; ``other`` replaces what is there."""
    fields = {
        "ToUserName": WECOM_CORP,
        "FromUserName": user,
        "CreateTime": "1700000000",
        "MsgType": "text",
        "Content": question,
        "MsgId": message,
        "AgentID": "1000002",
        **other,
    }
    return "<xml>" + "".join(f"<{name}><![CDATA[{text}]]></{name}>" for name, text in fields.items()) + "</xml>"


def wecom_bot_message(question: str, message: str, **other: object) -> Json:
    """As WeCom tells a robot; ``other`` replaces what is there."""
    return {
        "msgid": message,
        "aibotid": "bot-1",
        "chattype": "single",
        "from": {"userid": "zhang"},
        "response_url": "https://example.invalid/response",
        "msgtype": "text",
        "text": {"content": question},
        **other,
    }


def wecom_bot_told(service: httpx.Client, body: Json) -> Json:
    """What the robot answers a callback with, opened by the platform; {} where it says nothing."""
    query, sealed = wecom_sealed(wecom_bot_seal(), json.dumps(body))
    answer = service.post("/channels/wecom/bot", params=query, content=sealed)
    assert answer.status_code == 200
    if not answer.content:
        return {}
    given = answer.json()
    assert given["nonce"] == query["nonce"]
    signed = (given["msgsignature"], str(given["timestamp"]), given["nonce"])
    status, opened = wecom_bot_seal().DecryptMsg(answer.text, *signed)
    assert status == 0
    found: Json = json.loads(opened)
    return found


def platform_settings() -> dict[str, Any]:
    """Settings of a service that knows these platforms."""
    return {
        "dingtalk_app_key": "dingtalk-app-key",
        "dingtalk_app_secret": DINGTALK_SECRET,
        "dingtalk_api_url": dingtalk().address,
        "dingtalk_session_url": dingtalk().address,
        "feishu_app_id": "cli-1",
        "feishu_app_secret": FEISHU_SECRET,
        "feishu_encrypt_key": FEISHU_KEY,
        "feishu_verification_token": FEISHU_TOKEN,
        "feishu_api_url": feishu().address,
        "wecom_corp_id": WECOM_CORP,
        "wecom_agent_id": "1000002",
        "wecom_secret": WECOM_SECRET,
        "wecom_token": WECOM_TOKEN,
        "wecom_aes_key": WECOM_AES,
        "wecom_bot_id": "bot-1",
        "wecom_bot_secret": WECOM_BOT_SECRET,
        "wecom_bot_token": WECOM_BOT_TOKEN,
        "wecom_bot_aes_key": WECOM_BOT_AES,
        "wecom_api_url": wecom().address,
        "wecom_bot_url": wecom_gateway().address,
    }


# What is in no log, whatever goes wrong.
SECRETS = (
    *(DINGTALK_SECRET, "session-secret", "ticket-of-one-connection"),
    *(FEISHU_SECRET, FEISHU_KEY, FEISHU_TOKEN, "feishu-access-token-e0", "feishu-ticket"),
    *(WECOM_SECRET, WECOM_TOKEN, WECOM_AES, WECOM_BOT_SECRET, WECOM_BOT_TOKEN, WECOM_BOT_AES, "wecom-access-token-9"),
)
