"""Documents in, over a real server with real files: nothing counts before it is published, and nothing is lost."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from docx import Document
from openpyxl import load_workbook

from kb.intake import changes
from kb.intake.library import build_corpus
from kb.snapshot import open_current
from tests.api.desk import FLOOD, Desk
from tests.api.libraries import FIRE, library_of_one
from tests.api.serving import served


def _docx(text: str) -> bytes:
    document, data = Document(), BytesIO()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(data)
    return data.getvalue()


def test_from_a_word_file_to_its_table_and_its_answers(desk: Desk) -> None:
    change = desk.until(desk.upload("示例县防汛规划.docx", _docx(FLOOD)), "ready")
    preview = desk.client.get(f"/api/changes/{change['id']}/preview").json()
    assert (preview["assignments_understood"], preview["assignments_seen"], preview["unparsed"]) == (2, 2, [])
    assert preview["document"]["title"] == "示例县防汛“十四五”规划"
    # nothing counts yet, and its table can be had already
    assert desk.ids() == {"fire"}
    table = desk.client.get(f"/api/changes/{change['id']}/exports/分工表").content
    cells = [cell.value for row in load_workbook(BytesIO(table)).active.iter_rows() for cell in row]
    assert "县水利局" in cells
    published = desk.publish(change, document="flood", number="示政发〔2021〕9号")
    assert desk.ids() == {"fire", "flood"}
    assert desk.client.get("/api/documents/flood").json()["number"] == "示政发〔2021〕9号"
    assert desk.client.get("/ready").json()["snapshot"] == published["snapshot"]
    assert desk.lead("加固堤防由谁牵头") == ["县水利局"]
    original = desk.client.get("/api/documents/flood/original").content
    assert hashlib.sha256(original).hexdigest() == change["sha256"]


def test_replaced_by_a_new_version_the_changes_are_told_unit_by_unit(desk: Desk) -> None:
    first = desk.add("flood.txt", FLOOD)
    later = FLOOD.replace("县水利局牵头，县财政局配合", "县财政局牵头，县水利局配合").replace("县应急局", "县商务局")
    change = desk.until(desk.upload("v2.txt", later.encode(), f"/api/documents/{first['document']}"), "ready")
    told = desk.client.get(f"/api/changes/{change['id']}/preview").json()["differences"]
    desk.publish(change)
    listed = desk.client.get(f"/api/documents/{first['document']}/differences").json()
    assert listed == {"items": told, "total": 4}
    assert [(d["unit"], d["kind"], d["task"]) for d in told] == [
        ("县财政局", "role", "加固堤防"),
        ("县水利局", "role", "加固堤防"),
        ("县商务局", "added", "储备物资"),
        ("县应急局", "removed", "储备物资"),
    ]
    assert desk.lead("加固堤防由谁牵头") == ["县财政局"]
    # who may read sees them too, as the API shows them
    page = httpx.get(f"{desk.client.base_url}/documents/{first['document']}/differences", trust_env=False)
    assert (page.status_code, "县商务局" in page.text) == (200, True)
    # what was replaced can still be compared after the next change of something else
    desk.add("other.txt", FLOOD.replace("防汛", "抗旱"))
    assert desk.client.get(f"/api/documents/{first['document']}/differences").json() == listed


def test_removed_documents_stay_removed(desk: Desk) -> None:
    desk.add("flood.txt", FLOOD)
    for document, left in (("fire", {"flood"}), ("flood", None)):
        response = desk.client.delete(f"/api/documents/{document}")
        change = desk.until(response.json(), "published" if left else "failed")
        assert desk.ids() == {"flood"}
    # the last one stays, and the reason is told
    assert "最后一份文件" in change["error"]
    build_corpus(desk.settings)
    assert json.loads(open_current(desk.settings.snapshot_dir).read("documents.json"))["documents"][0]["id"] == "flood"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("规划.docx", b"MZ\x90\x00" + bytes(200), "程序文件"),  # a program under the name of a document
        ("规划.docx", b"PK\x03\x04" + bytes(200), "损坏"),
        ("规划.pdf", b"%PDF-1.4\n" + b"\x00" * 64, "换"),
        ("空白.txt", "　\n".encode(), "没有文字"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(desk: Desk, name: str, data: bytes, said: str) -> None:
    change = desk.until(desk.upload(name, data, publish="true"), "failed")
    assert said in change["error"]
    assert name in change["error"]
    assert str(desk.settings.data_dir) not in change["error"]
    assert desk.ids() == {"fire"}
    assert desk.client.delete(f"/api/changes/{change['id']}").status_code == 204


@pytest.mark.parametrize(
    ("send", "status", "said"),
    [
        (lambda client: client.post("/api/documents", files={"file": ("a.txt", b"")}), 422, "空的"),
        (lambda client: client.post("/api/documents", content=b"x"), 422, "multipart/form-data"),
        (lambda client: client.post("/api/documents", files={"other": ("a.txt", b"x")}), 422, "名为 file"),
        (lambda client: client.post("/api/documents", files={"file": ("a.txt", FIRE.encode())}), 409, "已在库中"),
        (lambda client: client.put("/api/documents/none", files={"file": ("a.txt", b"x")}), 404, "没有标识为 none"),
        (lambda client: client.delete("/api/documents/none"), 404, "没有标识为 none"),
        (lambda client: client.get("/api/documents/fire/differences"), 404, "没有替换过"),
        (lambda client: client.get("/api/changes/../../etc"), 404, ""),
        (lambda client: client.get("/api/changes/0123456789abcdef"), 404, "没有编号为"),
        (lambda client: client.post("/api/changes/0123456789abcdef/publish"), 404, "没有编号为"),
    ],
)
def test_requests_that_make_no_sense(
    desk: Desk, send: Callable[[httpx.Client], httpx.Response], status: int, said: str
) -> None:
    response = send(desk.client)
    assert response.status_code == status
    assert said in response.json()["detail"]
    assert desk.client.get("/api/changes").json()["total"] == 0


def test_several_files_at_once_are_refused_in_words_of_the_form(desk: Desk) -> None:
    files = [("file", ("a.txt", b"a")), ("file", ("b.txt", b"b"))]
    response = desk.client.post("/api/documents", files=files)
    assert (response.status_code, "一次上传一份文件" in response.json()["detail"]) == (422, True)


def test_a_file_of_a_length_that_is_not_told_is_cut_off_at_the_limit(tmp_path: Path) -> None:
    """It would fill the disk before its size is known."""
    settings, secret = library_of_one(tmp_path)
    begun = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    with served(replace(settings, max_file_bytes=100_000)) as client:
        pieces = (begun if at == 0 else bytes(65_536) for at in range(100))
        kind = {"Content-Type": "multipart/form-data; boundary=b", "X-API-Key": secret}
        response = client.post("/api/documents", content=pieces, headers=kind)
    assert (response.status_code, response.headers["content-type"]) == (413, "application/problem+json")


def test_a_document_taken_out_keeps_its_title_where_it_is_named(desk: Desk) -> None:
    desk.add("flood.txt", FLOOD)  # of the last document something would have to stay
    desk.until(desk.client.delete("/api/documents/fire").json(), "published")
    assert "示例县消防“十四五”规划" in desk.client.get("/changes").text


def test_a_clerk_is_told_in_the_words_of_the_page(desk: Desk) -> None:
    change = desk.until(desk.upload("flood.txt", FLOOD.encode()), "ready")
    path = f"/changes/{change['id']}/publish"
    wrong = desk.client.post(path, data={"issued": "三月一日", "document": "防汛"})
    assert (wrong.status_code, "不合要求：日期、标识。" in wrong.text) == (422, True)
    desk.publish(change)
    again = desk.client.post(path, data={"title": "防汛规划"})
    assert (again.status_code, "这一项现在是“已发布”" in again.text) == (409, True)
    # an upload that broke off is seen for a while
    changes.create(desk.settings, "add", "broken-off", "编辑", "")
    assert "正在收文件" in desk.client.get("/changes").text


def test_of_many_unread_lines_it_is_said_that_only_some_are_shown(desk: Desk) -> None:
    """Who trusts the page would take the others for read."""
    unread = "".join(f"第{n}件要在汛期前完成《某某办法。\n" for n in range(1, 61))
    change = desk.until(desk.upload("flood.txt", (FLOOD + unread).encode()), "ready")
    page = desk.client.get(f"/changes/{change['id']}").text
    told = len(desk.client.get(f"/api/changes/{change['id']}/preview").json()["unparsed"])
    assert told > 50
    assert f"只列出前 50 行，还有 {told - 50} 行没有列出" in page


def test_a_mistyped_correction_does_not_publish(desk: Desk) -> None:
    change = desk.until(desk.upload("flood.txt", FLOOD.encode()), "ready")
    assert desk.client.post(f"/api/changes/{change['id']}/publish", json={"titel": "防汛规划"}).status_code == 422
    assert desk.client.get(f"/api/changes/{change['id']}").json()["state"] == "ready"
