"""GET /api/exports over the corpus of this repository, from a real server."""

import html
import re
from collections.abc import Iterator
from urllib.parse import unquote

import httpx
import pytest
from icalendar import Calendar

from kb import pipeline
from kb.settings import Settings
from kb.sources import sources
from tests.api.serving import served
from tests.exports.reading import read_csv, read_docx, read_xlsx

ROUTE = "/api/exports"
ROWS = {"assignments": 29, "duties": 82, "ledger": 29, "indicators": 8, "deadlines": 8}
READERS = {"xlsx": read_xlsx, "docx": read_docx, "csv": read_csv}
_COUNTY = """{county}防汛“十四五”规划
一、主要任务
1.加固堤防。2023年底前完成加固堤防5公里。（责任单位：{county}水利局牵头，县财政局配合）
2.储备{county}物资。（责任单位：县财政局）
"""


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


@pytest.fixture(scope="module")
def two_counties(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Two plans whose counties each have a 县财政局."""
    folder = tmp_path_factory.mktemp("two-counties")
    files = [folder / "linshu.txt", folder / "guangrao.txt"]
    for file, county in zip(files, ("临沭县", "广饶县"), strict=True):
        file.write_text(_COUNTY.format(county=county), encoding="utf-8")
    settings = Settings(snapshot_dir=folder / "snapshots", data_dir=folder / "data", encoder="none")
    pipeline.build(settings, sources(settings, files))
    with served(settings) as made:
        yield made


@pytest.mark.parametrize(
    "page", ["/units/临沭县/县财政局", "/tasks?unit=临沭县/县财政局", "/deadlines?unit=临沭县/县财政局"]
)
def test_the_tables_of_a_units_page_are_of_this_unit_alone(two_counties: httpx.Client, page: str) -> None:
    """The other county's unit has the same name."""
    links = re.findall(r'href="(/api/exports/[^"]+format=xlsx)"', two_counties.get(page).text)
    assert links
    for link in links:
        answer = two_counties.get(html.unescape(link))
        assert answer.status_code == 200
        assert "（县财政局）" in unquote(answer.headers["content-disposition"])
        rows = read_xlsx(answer.content)
        assert rows
        assert not [row for row in rows if "广饶县" in str(row)]


def test_a_name_of_several_units_is_told_apart_as_in_the_lists(two_counties: httpx.Client) -> None:
    for path in (f"{ROUTE}/duties", "/api/tasks"):
        refused = two_counties.get(path, params={"unit": "县财政局"})
        assert refused.status_code == 422
        assert "广饶县/县财政局" in refused.json()["detail"]
        assert "临沭县/县财政局" in refused.json()["detail"]
