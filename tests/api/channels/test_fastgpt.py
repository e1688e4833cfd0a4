"""FastGPT's API file library, walked as FastGPT walks it."""

from typing import Any

import httpx

from api.app import create_app
from api.channels.access import authorised
from kb.errors import KeyRequiredError
from kb.settings import Settings
from tests.api.channels.adapters import PUBLIC_URL
from tests.api.serving import running

DOCUMENT = "gaoqing-safety-14th-five-year-plan"


def _list(service: httpx.Client, parent: str | None, key: str = "") -> list[dict[str, Any]]:
    body = service.post("/fastgpt/v1/file/list", json={"parentId": parent, "searchKey": key}).json()
    assert (body["code"], body["success"], body["message"]) == (200, True, "")
    found: list[dict[str, Any]] = body["data"]
    return found


def _get(service: httpx.Client, what: str, id: str) -> Any:  # noqa: ANN401 - any JSON
    return service.get(f"/fastgpt/v1/file/{what}", params={"id": id}).json()["data"]


def _files(service: httpx.Client, parent: str | None) -> list[dict[str, Any]]:
    """All files below a folder."""
    found = []
    for item in _list(service, parent):
        assert item["parentId"] == parent
        found += _files(service, item["id"]) if item["type"] == "folder" else [item]
    return found


def test_the_files_hold_the_whole_document(service: httpx.Client, plan_text: str) -> None:
    assert [(item["id"], item["type"]) for item in _list(service, None)] == [(DOCUMENT, "folder")]
    assert _list(service, None)[0]["updateTime"] == "2021-12-10T00:00:00.000Z"
    files = _files(service, None)
    assert len({item["id"] for item in files}) == len(files) > 40
    contents = [_get(service, "content", item["id"])["content"] for item in files]
    assert all(content in plan_text for content in contents)
    statements = [line for line in plan_text.split("\n") if "（责任单位" in line]
    assert all(any(line in content for content in contents) for line in statements)


def test_a_file_can_be_read_described_and_found(service: httpx.Client) -> None:
    file = f"{DOCUMENT}/3.3.3"
    content = _get(service, "content", file)
    assert content["title"] == "3.消防领域"
    assert "县消防救援大队牵头" in content["content"]
    assert _get(service, "detail", file)["parentId"] == f"{DOCUMENT}/3"
    url = _get(service, "read", file)["url"]
    assert "县消防救援大队牵头" in service.get(url.removeprefix(PUBLIC_URL)).text
    assert file in {item["id"] for item in _list(service, None, "县消防救援大队牵头")}


def test_folders_are_found_by_their_titles(service: httpx.Client) -> None:
    for folder in (_get(service, "detail", DOCUMENT), _get(service, "detail", f"{DOCUMENT}/3")):
        found = {item["id"]: item["type"] for item in _list(service, None, folder["name"])}
        assert found[folder["id"]] == "folder"
    assert _list(service, None, "没有这样的名称") == []


def test_refusals_have_its_shape(service: httpx.Client, built: Settings) -> None:
    response = service.get("/fastgpt/v1/file/content", params={"id": "nothing"})
    assert (response.status_code, response.json()["code"], response.json()["success"]) == (404, 404, False)
    # A folder has no text of its own.
    assert service.get("/fastgpt/v1/file/content", params={"id": DOCUMENT}).status_code == 404
    assert service.get("/fastgpt/v1/file/read", params={"id": DOCUMENT}).status_code == 200
    app = create_app(built)

    async def refuse() -> None:
        raise KeyRequiredError("密钥不对。")

    app.dependency_overrides[authorised] = refuse
    with running(app) as client:
        assert client.post("/fastgpt/v1/file/list", json={}).json()["code"] == 401
