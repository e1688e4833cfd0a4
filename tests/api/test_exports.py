"""GET /api/exports over the corpus of this repository, from a real server."""

from collections.abc import Iterator
from urllib.parse import unquote

import httpx
import pytest
from icalendar import Calendar

from kb.settings import Settings
from tests.api.serving import served
from tests.exports.reading import read_csv, read_docx, read_xlsx

ROUTE = "/api/exports"
ROWS = {"assignments": 29, "duties": 82, "ledger": 29, "indicators": 8, "deadlines": 8}
READERS = {"xlsx": read_xlsx, "docx": read_docx, "csv": read_csv}


@pytest.fixture(scope="module")
def client(built: Settings) -> Iterator[httpx.Client]:
    with served(built) as made:
        yield made


def test_every_table_in_every_format(client: httpx.Client) -> None:
    listed = client.get(ROUTE).json()
    tried = 0
    for item in listed["items"]:
        for name in item["formats"]:
            answer = client.get(f"{ROUTE}/{item['id']}", params={"format": name})
            assert answer.status_code == 200
            saved_as = unquote(answer.headers["content-disposition"].partition("filename*=UTF-8''")[2])
            assert saved_as == f"高青县安全生产“十四五”规划{item['title']}.{name}"
            rows = (
                READERS[name](answer.content) if name in READERS else Calendar.from_ical(answer.content).walk("VEVENT")
            )
            assert len(rows) == ROWS[item["id"]]
            tried += 1
    assert listed["total"] == 5
    assert tried == 16


def test_the_table_for_one_unit_by_chinese_names(client: httpx.Client) -> None:
    answer = client.get(
        f"{ROUTE}/责任清单", params={"unit": "县公安局", "document": "gaoqing-safety-14th-five-year-plan"}
    )
    assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
    assert {row["单位"] for row in read_xlsx(answer.content)} == {"县公安局"}


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("roster", {}, 404),
        ("assignments", {"format": "ics"}, 422),
        ("assignments", {"format": "pdf"}, 422),
        ("assignments", {"document": "no-such-plan"}, 422),
        ("duties", {"unit": "某某局"}, 422),
    ],
)
def test_bad_requests_are_problems_in_chinese(
    client: httpx.Client, path: str, query: dict[str, str], status: int
) -> None:
    answer = client.get(f"{ROUTE}/{path}", params=query)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert any("一" <= char <= "鿿" for char in answer.json()["detail"])
