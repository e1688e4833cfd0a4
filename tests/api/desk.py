"""Who brings documents in over HTTP, for tests: a client that holds a key, and what it does again and again."""

import json
import time
from dataclasses import dataclass
from typing import Any

import httpx

from kb.settings import Settings
from tests.waiting import PATIENCE_S

FLOOD = """示例县防汛“十四五”规划
一、主要任务
1.加固堤防。加固县内主要河道堤防。（责任单位：县水利局牵头，县财政局配合）
2.储备物资。按标准储备防汛物资。（责任单位：县应急局）
"""


@dataclass
class Desk:
    """A client that holds a key, and what it does again and again."""

    client: httpx.Client
    settings: Settings

    def upload(self, name: str, data: bytes, path: str = "/api/documents", **fields: str) -> dict[str, Any]:
        method = self.client.post if path == "/api/documents" else self.client.put
        response = method(path, files={"file": (name, data)}, data=fields)
        assert response.status_code == 202, response.text
        return dict(response.json())

    def until(self, change: dict[str, Any], *states: str) -> dict[str, Any]:
        """Follow the events of the change to their end, which must be one of ``states``."""
        deadline, told = time.monotonic() + PATIENCE_S, list[dict[str, Any]]()
        with self.client.stream("GET", f"/api/changes/{change['id']}/events") as events:
            for line in events.iter_lines():
                # the service says that it is there for as long as nothing happens
                assert time.monotonic() < deadline, told
                if line.startswith("data: "):
                    told.append(json.loads(line[6:]))
        assert told[-1]["state"] in states, told[-1]
        return dict(told[-1])

    def publish(self, change: dict[str, Any], **body: str) -> dict[str, Any]:
        response = self.client.post(f"/api/changes/{change['id']}/publish", json=body)
        assert response.status_code == 202, response.text
        return self.until(change, "published")

    def add(self, name: str, text: str) -> dict[str, Any]:
        return self.publish(self.until(self.upload(name, text.encode()), "ready"))

    def ids(self) -> set[str]:
        return {item["id"] for item in self.client.get("/api/documents").json()["items"]}

    def lead(self, question: str) -> list[str]:
        body = self.client.post("/api/ask", json={"question": question}).json()
        return [unit["name"] for unit in body["units"] if unit["role"] == "lead"]
