"""The pages as a browser without script gets them, from a real server on loopback."""

import gzip
import html
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.pages.marking import blocks_of
from api.pages.matrix import matrix_of
from api.pages.templates import WEB
from kb import pipeline
from kb.graph.competency import load_competency_queries
from kb.settings import Settings
from kb.sources import sources
from tests.api.serving import served
from tests.qa.test_members import ROSTER, answerer_of

PLAN = "gaoqing-safety-14th-five-year-plan"
# Path → what a reader must find there.
PAGES = [
    ("/", "提问"),
    ("/?q=谁负责消防领域整治", "县消防救援大队"),
    ("/?q=谁负责月球基地", "规划未载明"),
    ("/?q=它还有什么任务&h=谁负责消防领域整治", "结合前面的提问"),
    ("/?q=各镇（街道）要做什么", '<span class="chip responsible">各镇（街道）'),  # no unit of the graph: no link
    ("/?q=谁负责落实《关于[7]的办法》", "《关于[7]的办法》"),  # what the question brings is no mark of a citation
    ("/documents", "高安委发〔2021〕7号"),
    (f"/documents/{PLAN}", "3.消防领域"),
    ("/tasks", "消防领域"),
    ("/tasks?view=matrix&unit=县公安局", "县教育和体育局"),
    ("/tasks?unit=县应急局&role=lead&sort=due", "共 13 项任务"),
    ("/tasks?q=没有这个标题", "请放宽筛选"),
    (f"/tasks/{PLAN}/3.3.3", "全面落实差异化风险管控措施"),
    (f"/tasks/{PLAN}/3.3.2", "原文没有写明牵头单位"),
    ("/units", "共 31 个"),
    ("/units/高青县/县公安局", "承担 3 项任务"),
    ("/units/高青县/负有安全生产监管职责的部门", "原文没有列出成员单位"),
    ("/deadlines", "实现安全总监应配尽配"),
    ("/deadlines?basis=inferred", "沿用规划期末"),
    ("/targets", "0.0319"),
    ("/targets?kind=target", "目标比已达到的还宽"),
    ("/findings?severity=high", "建议："),
    ("/targets?finding=target-weaker", "共 1 项"),
    ("/graph", "关系图：县应急局"),
    (f"/graph?node={PLAN}/3.3.3&depth=2", "火灾预警预报平台"),
    ("/queries", "示例（58 个）"),
    ("/queries?example=unit_leads", "结果：13 行"),
]
ERRORS = [
    ("/documents/none", 404),
    (f"/tasks/{PLAN}/9.9", 404),
    ("/units/高青县/无此局", 404),
    ("/tasks?role=boss", 422),
    ("/deadlines?unit=无此局", 422),
    (f"/documents/{PLAN}?start=x", 422),
    ("/graph?node=无此局", 404),
    ("/queries?example=none", 404),
    ("/?q=谁&documents=none", 422),
]
HOSTILE = """示例县“十四五”规划<script>alert(1)</script>
一、主要任务<img src=x onerror=alert(1)>
1.建设<b>中心</b>&amp;"仓'。2023年底前建成，到2025年库容达到5万吨。（责任单位：县粮食局牵头，县财政局配合）
"""


@pytest.fixture(scope="module")
def client(built: Settings) -> Iterator[httpx.Client]:
    with served(built) as made:
        yield made


@pytest.mark.parametrize(("path", "words"), PAGES)
def test_every_page_says_what_it_should(client: httpx.Client, path: str, words: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert words in page.text
    assert page.text.count("<h1") == 1
    assert "script-src 'self'" in page.headers["content-security-policy"]
    # The policy forbids both: they would silently do nothing.
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script>", page.text)
    assert len(PAGES) == 27


def test_a_graph_of_megabytes_is_shown_from_its_beginning(client: httpx.Client) -> None:
    """A page of all of it would keep the service and the browser busy; that it is not all is said."""
    page = client.get("/queries", params={"query": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"})
    assert "结果：一张图（Turtle）<small>（只列出开头" in page.text
    assert 100_000 < len(page.text) < 400_000
    small = client.get("/queries", params={"query": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 5"}).text
    assert "只列出开头" not in small


def test_columns_of_the_examples_have_chinese_headings(client: httpx.Client) -> None:
    pages = [client.get("/queries", params={"example": query.id}).text for query in load_competency_queries()]
    headings = {name for page in pages for name in re.findall(r'<th scope="col">(.*?)</th>', page)}
    assert "条款 <small>id</small>" in headings
    assert [name for name in headings if not re.search("[一-龥]", name)] == []


@pytest.mark.parametrize(("path", "status"), ERRORS)
def test_an_error_is_a_page(client: httpx.Client, path: str, status: int) -> None:
    page = client.get(path)
    assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert 'role="alert"' in page.text
    assert len(ERRORS) == 9


def test_an_address_that_leads_nowhere(client: httpx.Client) -> None:
    """A page for people, a problem for programs."""
    assert "没有这一页" in client.get("/nope", headers={"Accept": "text/html,*/*;q=0.8"}).text
    assert client.get("/nope").headers["content-type"] == "application/problem+json"


def test_only_the_page_of_queries_may_style_itself(client: httpx.Client) -> None:
    policies = {path: client.get(path).headers["content-security-policy"] for path in ("/", "/graph", "/queries")}
    assert {path for path, policy in policies.items() if "unsafe-inline" in policy} == {"/queries"}
    assert "script-src 'self';" in policies["/queries"]


def test_the_cited_sentence_is_marked(client: httpx.Client) -> None:
    text = client.get(f"/api/documents/{PLAN}/text").text
    quote = "城市消防大数据库"
    start = text.index(quote)
    page = client.get(f"/documents/{PLAN}", params={"start": start - 2, "end": start + len(quote)}).text
    marked = re.findall(r'<mark class="[^"]*cited"[^>]*>([^<]*)</mark>', page)
    assert "".join(marked) == text[start - 2 : start + len(quote)]
    assert page.count('id="cited"') == 1
    outside = client.get(f"/documents/{PLAN}", params={"start": 5, "end": 10_000_000}).text
    assert "不在这份文件里" in outside


def test_no_character_of_the_text_is_lost(client: httpx.Client, plan_text: str) -> None:
    provisions = [client.get(f"/api/provisions/{PLAN}/{name}").json() for name in ("front", "3.3.3", "3.3.4")]
    facts = [fact for row in provisions for fact in row["facts"]]
    blocks = blocks_of(plan_text, provisions, facts, (6700, 6760))
    shown = "".join(segment.text for block in blocks for line in block.lines for segment in line.segments)
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", plan_text)


def test_what_would_be_markup_is_text(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(HOSTILE, encoding="utf-8")
    settings = Settings(snapshot_dir=tmp_path / "snapshots", encoder="none")
    pipeline.build(settings, sources(settings, [tmp_path / "plan.txt"]))
    paths = ["/", "/?q=<script>谁负责粮库", "/documents", "/documents/plan", "/tasks", "/tasks/plan/1.1", "/findings"]
    with served(settings) as client:
        pages = [client.get(path).text for path in paths]
    assert [path for path, page in zip(paths, pages, strict=True) if re.search(r"<script>|<img|<b>中心", page)] == []
    assert "&lt;b&gt;中心" in pages[3]


def test_what_the_text_does_not_state_is_marked(tmp_path: Path) -> None:
    """Members by a roster, and the tasks that they have as members, beside what the plan states."""
    answerer_of(tmp_path, ROSTER)
    with served(
        Settings(corpus_dir=tmp_path / "corpus", snapshot_dir=tmp_path / "snapshots", encoder="none")
    ) as client:
        members = client.get("/?q=县直有关部门具体指哪些单位").text
        tasks = client.get("/?q=县水利局有哪些任务").text
        page = client.get("/units/柏河县/县直有关部门").text
        assert client.get("/units/柏河县/县气象局").status_code == 200  # on the roster, in no statement
    assert members.count('class="basis">由人补充') == 3
    assert tasks.count('class="basis">按名单推知') == 4  # two roles and two tasks
    assert page.count('class="basis">由人补充') == 3
    assert "2023-03-01 起用" in page


def test_the_ask_page_is_light(client: httpx.Client) -> None:
    files = [client.get("/").content, *((WEB / "static" / name).read_bytes() for name in ("site.css", "site.js", "ask.js", "icon.svg"))]  # fmt: skip
    assert sum(len(gzip.compress(data)) for data in files) < 15_000  # the promise is 60 KB


def test_a_matrix_of_many_units_says_what_it_left_out() -> None:
    units = [{"iri": f"u{n}", "id": f"县/u{n}", "name": f"u{n}", "role": "lead"} for n in range(70)]
    matrix = matrix_of([{"units": units}, {"units": [*units[69:], {**units[69], "role": "guide"}]}])
    assert (len(matrix.columns), matrix.left_out) == (60, 10)
    assert matrix.columns[0]["iri"] == "u69"  # the busiest
    assert matrix.cells[1][:2] == ["lead", ""]  # the weightiest role


_SAME_NAMES = {
    "a": "清河县防汛“十四五”规划\n一、主要任务\n1.加固堤防。（责任单位：县水利局牵头，县财政局配合）\n"
    "2.储备物资。（责任单位：县应急局牵头，县水利局、县应急局配合）\n",
    "b": "柏河县防汛“十四五”规划\n一、主要任务\n1.加固堤防。（责任单位：县水利局牵头，县财政局配合）\n",
}


def test_units_of_one_name_are_told_apart_by_place_and_one_unit_is_one_chip(tmp_path: Path) -> None:
    for name, text in _SAME_NAMES.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    settings = Settings(snapshot_dir=tmp_path / "snapshots", encoder="none")
    pipeline.build(settings, sources(settings, [tmp_path / f"{name}.txt" for name in _SAME_NAMES]))
    with served(settings) as client:
        both, one = (client.get("/", params={"q": text}).text for text in ("谁负责加固堤防", "谁负责储备物资"))
        offered = [html.unescape(text) for text in re.findall(r'class="question"[^>]*>([^<]+)</a></li>', both)]
        followed = [client.get("/", params={"q": text}).text for text in offered]
    assert _chips(both) == [
        "县水利局 清河县 牵头",
        "县财政局 清河县 参与",
        "县水利局 柏河县 牵头",
        "县财政局 柏河县 参与",
    ]
    assert _chips(one) == ["县应急局 牵头 参与", "县水利局 参与"]  # two roles, and no place where one is enough
    assert offered == ["清河县水利局承担哪些任务？", "柏河县水利局承担哪些任务？"]
    assert [len(_chips(page)) for page in followed] == [1, 1]


def _chips(page: str) -> list[str]:
    chips = re.findall(r'<a class="chip [a-z]+" href="/units/[^>]*>(.*?)</a>', page)
    return [re.sub("<[^>]+>", "", chip) for chip in chips]
