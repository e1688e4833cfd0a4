"""/fastgpt: FastGPT's API file library. Documents and their parts are folders, provisions are files."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

from api.channels.access import authorised
from api.channels.routing import route_with_errors
from api.dependencies import KnowledgeDep, ListsDep, SettingsDep
from kb.addresses import place_path
from kb.errors import NotFoundError
from kb.listing import Lists, Row
from kb.qa.knowledge import Knowledge

# Documents without a date are as old as computers go.
_NO_DAY = "1970-01-01"
_OK = 200


class ListRequest(BaseModel):
    """Which folder is listed, or which word is looked for in the whole library."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"parentId": None, "searchKey": ""}]})

    parentId: str | None = None  # noqa: N815 - FastGPT's name
    searchKey: str | None = None  # noqa: N815 - FastGPT's name


def _refused(status: int, message: str, headers: dict[str, str], error: Exception) -> Response:
    return JSONResponse({"code": status, "success": False, "message": message, "data": None}, status, headers)


router = APIRouter(
    prefix="/fastgpt/v1/file",
    tags=["FastGPT 文件库"],
    route_class=route_with_errors(_refused),
    dependencies=[Depends(authorised)],
)
IdQuery = Annotated[str, Query(description="文件或文件夹的标识", examples=["gaoqing-safety-14th-five-year-plan/3.3.3"])]


@router.post("/list", summary="列出文件", operation_id="fastgpt_list_files")
def list_files(body: ListRequest, lists: ListsDep, knowledge: KnowledgeDep) -> dict[str, Any]:
    """一个文件夹里的内容；给了 searchKey 就在全库里按名称和原文找。"""
    items = list(_items(lists, knowledge))
    if key := body.searchKey:
        return _done([item for item, row in items if key in item["name"] or (row and key in row["quote"])])
    return _done([item for item, _ in items if item["parentId"] == (body.parentId or None)])


@router.get("/detail", summary="一项的信息", operation_id="fastgpt_get_file_detail")
def get_detail(id: IdQuery, lists: ListsDep, knowledge: KnowledgeDep) -> dict[str, Any]:
    """一个文件或文件夹。"""
    return _done(_found(id, lists, knowledge)[0])


@router.get("/content", summary="文件内容", operation_id="fastgpt_get_file_content")
def get_content(id: IdQuery, lists: ListsDep, knowledge: KnowledgeDep) -> dict[str, Any]:
    """一条条款的原文。"""
    item, row = _found(id, lists, knowledge)
    if row is None:
        raise NotFoundError(f"{id} 是文件夹，没有内容；请取其中的文件。")
    return _done({"title": item["name"], "content": row["quote"], "previewUrl": None})


@router.get("/read", summary="打开原文的地址", operation_id="fastgpt_get_file_url")
def get_url(id: IdQuery, lists: ListsDep, knowledge: KnowledgeDep, settings: SettingsDep) -> dict[str, Any]:
    """打开文件并标出这条条款的网页。"""
    row = _found(id, lists, knowledge)[1]
    path = place_path(row) if row else place_path({"document": id.partition("/")[0], "start": 0, "end": 1})
    return _done({"url": settings.public_url + path})


def _done(data: object) -> dict[str, Any]:
    return {"code": _OK, "success": True, "message": "", "data": data}


def _found(wanted: str, lists: Lists, knowledge: Knowledge) -> tuple[dict[str, Any], Row | None]:
    """:raises NotFoundError: nothing has this id."""
    for item, row in _items(lists, knowledge):
        if item["id"] == wanted:
            return item, row
    raise NotFoundError(f"没有标识为 {wanted} 的文件；list 列出了全部文件。")


def _items(lists: Lists, knowledge: Knowledge) -> Iterator[tuple[dict[str, Any], Row | None]]:
    """Everything in the library, folders before what is in them; a file comes with its provision."""
    days = {row["id"]: row.get("issued") or _NO_DAY for row in knowledge.documents}
    for document in knowledge.documents:
        name = document.get("title") or document["id"]
        yield _item(document["id"], None, name, days[document["id"]], is_folder=True), None
    folders = {row["id"] for row in lists.provisions if row["parent"] is None and row["children"]}
    for row in lists.provisions:
        document, day = row["document"], days[row["document"]]
        part = f"{document}/{row['section'].partition('.')[0]}"
        name = row["heading"] or ("文首" if row["level"] == "front" else row["section"])
        if row["id"] in folders:
            yield _item(row["id"], document, name, day, is_folder=True), None
        # A heading alone says nothing that its folder does not.
        if len(row["quote"].strip()) > len(row["heading"].strip()):
            file_id = f"{row['id']}/text" if row["id"] in folders else row["id"]
            yield _item(file_id, part if part in folders else document, name, day, is_folder=False), row


def _item(item_id: str, parent: str | None, name: str, day: str, *, is_folder: bool) -> dict[str, Any]:
    time = datetime.fromisoformat(day).replace(tzinfo=UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {
        "id": item_id,
        "parentId": parent,
        "name": " ".join(name.split()),
        "type": "folder" if is_folder else "file",
        "hasChild": is_folder,
        "updateTime": time,
        "createTime": time,
    }
