"""Linked data through a real server: pages for people, RDF for programs, by Accept, suffix or ?format=."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, unquote

import httpx
import pytest
from rdflib import Dataset, Graph, Literal, URIRef

from kb import opening_graph, pipeline
from kb.graph.linked_data import LinkedData
from kb.graph.namespaces import DCTERMS, RDF, SKOS, ZR
from kb.graph.ontology import ONTOLOGY_FILE, load_ontology
from kb.graph.store import GraphStore
from kb.graph.surroundings import MOST_INCOMING
from kb.settings import Settings
from kb.sources import sources
from tests.api.serving import served

BASE = "https://w3id.org/zeren/id/"
PLAN = "document/gaoqing-safety-14th-five-year-plan"
TASK, UNIT = f"{PLAN}/task/3.3.3", "unit/高青县/县应急局"
ZEREN = "https://w3id.org/zeren/ontology#"
HTML, TTL, JSONLD = "text/html; charset=utf-8", "text/turtle; charset=utf-8", "application/ld+json"
# A plan whose title and text would be markup, and whose data have another base.
OUR_TAGS = {
    *("html", "head", "meta", "title", "link", "body", "nav", "main", "a", "h1", "h2", "p", "code", "span"),
    *("header", "footer", "div", "button", "script"),
    *("dialog", "form", "dl", "dt", "dd"),  # the list of keys
    *("table", "tr", "th", "td", "ul", "li", "small", "blockquote"),
}
HOSTILE = """示例县粮食安全“十四五”规划<script>alert(1)</script>
一、主要任务
1.建设<b>中心</b>粮库&amp;"仓"。2023年底前建成。（责任单位：县粮食局牵头，县财政局配合）
"""


@pytest.fixture(scope="module")
def client(built: Settings) -> Iterator[httpx.Client]:
    with served(built) as made:
        yield made


@pytest.fixture(scope="module")
def dataset(built: Settings) -> Dataset:
    return GraphStore.from_nquads(opening_graph.read_graph(built)).dataset


@pytest.fixture(scope="module")
def data(dataset: Dataset) -> LinkedData:
    return LinkedData(GraphStore(dataset), load_ontology(ONTOLOGY_FILE))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "plan.txt").write_text(HOSTILE, encoding="utf-8")
    settings = Settings(snapshot_dir=folder / "snapshots", encoder="none", base_iri="http://data.example/gov/")
    pipeline.build(settings, sources(settings, [folder / "plan.txt"]))
    with served(settings) as made:
        yield made


# Accept header, suffix, query → status, content type. One row for each rule.
NEGOTIATION = [
    (None, "", "", 200, HTML),  # no header: a page
    ("*/*", "", "", 200, HTML),
    ("text/turtle", "", "", 200, TTL),
    ("application/ld+json", "", "", 200, JSONLD),
    ("application/json", "", "", 200, JSONLD),  # the general name of JSON-LD
    ("application/n-triples", "", "", 200, "application/n-triples"),
    ("application/trig", "", "", 200, "application/trig"),
    ("text/html;q=0.4, text/turtle;q=0.6", "", "", 200, TTL),  # the higher q wins
    ("text/turtle;q=0, */*;q=0.1", "", "", 200, HTML),  # q=0 excludes
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "", "", 200, HTML),  # a browser
    ("text/html", ".ttl", "", 200, TTL),  # the suffix stands above the header
    ("text/html", ".jsonld", "", 200, JSONLD),
    ("text/html", "", "?format=ttl", 200, TTL),  # so does the query
    ("image/png", "", "?format=html", 200, HTML),
    ("image/png", "", "", 406, "application/problem+json"),
    ("text/html", "", "?format=pdf", 422, "application/problem+json"),
    ("text/html", ".pdf", "", 404, "application/problem+json"),  # no suffix of a format: another IRI
]


def test_rows_are_all_here() -> None:
    assert len(NEGOTIATION) == 17


@pytest.mark.parametrize(("accept", "suffix", "query", "status", "content_type"), NEGOTIATION)
def test_negotiation(
    client: httpx.Client, accept: str | None, suffix: str, query: str, status: int, content_type: str
) -> None:
    request = client.build_request("GET", f"/id/{TASK}{suffix}{query}")
    del request.headers["accept"]
    if accept is not None:
        request.headers["accept"] = accept
    response = client.send(request)
    assert (response.status_code, response.headers["content-type"]) == (status, content_type)
    if status == 200:
        assert response.headers["vary"] == ("Accept, Cookie" if content_type == HTML else "Accept")
        assert response.content
    else:
        assert re.search("[一-龥]", response.json()["detail"])


KINDS = [
    (PLAN, "高青县安全生产“十四五”规划"),
    (f"{PLAN}/provision/3.3.3", "消防领域"),
    (TASK, "消防领域"),
    (UNIT, "县应急局"),
    ("unit/高青县/负有安全生产监管职责的部门", "负有安全生产监管职责的部门"),
    ("regulation/山东省安全生产举报奖励办法", "山东省安全生产举报奖励办法"),
    ("rule/inferred-joint-lead", "共同牵头"),
    ("graph/stated", "graph/stated"),
    ("graph/inferred/joint-lead", "inferred/joint-lead"),
]


def test_a_page_for_every_kind_of_thing(client: httpx.Client, data: LinkedData) -> None:
    facts = [data.resource(TASK).incoming[index].values[0].iri or "" for index in range(2)]
    spans = [value.iri or "" for prop in data.resource(TASK).outgoing if prop.label == "出处" for value in prop.values]
    kinds = [*KINDS, *((iri.removeprefix(BASE), "") for iri in (*facts, *spans))]
    assert len(kinds) == 12
    for path, label in kinds:
        page = client.get(f"/id/{quote(path)}")
        assert page.status_code == 200, path
        assert label in (re.search("<h1>(.*)</h1>", page.text) or [""])[1]
        assert f"<code>{BASE}{path}</code>" in page.text


def test_the_page_of_a_task_shows_quote_neighbours_and_what_is_inferred(client: httpx.Client) -> None:
    page = client.get(f"/id/{TASK}").text
    text = client.get("/api/documents/gaoqing-safety-14th-five-year-plan/text").text
    start, end = map(int, (re.search(r"\?start=(\d+)&amp;end=(\d+)", page) or [0, 0, 0]).groups())  # type: ignore[union-attr]
    assert f"<blockquote>{text[start:end]}</blockquote>" in page
    leads = next(line for line in page.splitlines() if "牵头负责" in line)
    assert (
        f'<a href="/id/unit/{quote("高青县/县消防救援大队")}">县消防救援大队</a> <small class="stated">原文</small>'
        in leads
    )
    units = next(line for line in page.splitlines() if "责任单位（含牵头、配合）" in line)
    assert units.count("<li>") == units.count('<small class="inferred">推出</small>') == 11


class _Links(HTMLParser):
    """The addresses that a page links to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in ("href", "src")]


@pytest.mark.parametrize("path", [PLAN, TASK, UNIT, "graph/inferred", "rule/inferred-joint-lead"])
def test_no_link_is_dead_and_none_leaves(client: httpx.Client, path: str) -> None:
    links = {link.partition("#")[0] for link in _Links(client.get(f"/id/{quote(path)}").text).found} - {""}
    assert len(links) >= 6
    for link in sorted(links)[:60]:
        assert link.startswith("/")
        assert client.get(link).status_code == 200, unquote(link)


def test_rdf_of_a_unit_says_what_the_graph_says(client: httpx.Client, dataset: Dataset) -> None:
    iri = URIRef(BASE + UNIT)
    turtle = Graph().parse(data=client.get(f"/id/{quote(UNIT)}.ttl").content, format="turtle")
    said = set(dataset.triples((iri, None, None)))
    assert set(turtle.triples((iri, None, None))) == said
    assert len(said) > 60
    assert (iri, SKOS.prefLabel, Literal("县应急局", lang="zh")) in turtle
    for task in turtle.objects(iri, ZR.leads):
        assert (task, DCTERMS.title, None) in turtle  # a neighbour comes with its name
    linked = Graph().parse(data=client.get(f"/id/{quote(UNIT)}.jsonld").content, format="json-ld")
    assert set(linked) == set(turtle)
    again = Dataset().parse(data=client.get(f"/id/{quote(UNIT)}?format=trig").content, format="trig")
    graphs = {str(graph) for _, p, _, graph in again.quads((iri, ZR.leads, None, None)) if p == ZR.leads}
    assert graphs == {f"{BASE}graph/stated"}


def test_what_points_at_a_document_is_limited_and_said_so(client: httpx.Client) -> None:
    page = client.get(f"/id/{PLAN}").text
    assert re.search(r"另有 \d{3,} 项未列出", page)
    turtle = Graph().parse(data=client.get(f"/id/{PLAN}.ttl").content, format="turtle")
    assert len(set(turtle.subjects(ZR.inDocument, URIRef(BASE + PLAN)))) == MOST_INCOMING


@pytest.mark.parametrize(
    "path", ["", "none", "document/none", f"{PLAN}/task/9.9", "unit/高青县/%00", "../etc/passwd", "id/"]
)
def test_unknown_is_not_found(client: httpx.Client, path: str) -> None:
    response = client.get(f"/id/{quote(path, safe='/%')}")
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")


def test_head_gives_the_headers(client: httpx.Client) -> None:
    response = client.head(f"/id/{TASK}", headers={"Accept": "text/turtle"})
    assert (response.status_code, response.headers["content-type"], response.content) == (200, TTL, b"")


def test_another_base_and_a_text_that_would_be_markup(hostile: httpx.Client) -> None:
    """The path after the base leads to the thing, and nothing of the text becomes HTML."""
    pages = [hostile.get(f"/id/document/plan{rest}").text for rest in ("", "/provision/1.1", "/task/1.1")]
    for page in pages:
        assert "http://data.example/gov/document/plan" in page
        tags = set(re.findall(r"<(\w+)", page))
        assert tags <= OUR_TAGS
    assert "&lt;b&gt;中心&lt;/b&gt;" in pages[2]
    assert "default-src 'none'" in hostile.get("/id/document/plan").headers["content-security-policy"]
    turtle = Graph().parse(data=hostile.get("/id/document/plan/task/1.1.ttl").content, format="turtle")
    assert (URIRef("http://data.example/gov/document/plan/task/1.1"), RDF.type, ZR.Task) in turtle


def test_the_ontology_for_people_and_programs(client: httpx.Client) -> None:
    page = client.get("/ontology", headers={"Accept": "text/html"})
    assert (page.headers["content-type"], page.headers["vary"]) == (HTML, "Accept, Cookie")
    ids = re.findall(r'<section id="(\w+)">', page.text)
    declared = {str(s).removeprefix(ZEREN) for s in load_ontology(ONTOLOGY_FILE).subjects() if str(s).startswith(ZEREN)}
    assert sorted(ids) == sorted(declared)
    assert len(ids) >= 98
    assert "<h3>zr:Task　任务 · Task</h3>" in page.text
    overview = page.text[page.text.index('<h2 id="总图">') : page.text.index('<h2 id="类">')]
    assert '<a href="#leads">leads 牵头负责</a> → <a href="#Task">Task</a>' in overview
    assert '下位类 → <a href="#NoLeadTask">NoLeadTask</a>' in overview
    assert {link[1:] for link in _Links(page.text).found if link.startswith("#")} - set(
        map(quote, re.findall('id="([^"]+)"', page.text))
    ) == set()
    turtle = client.get("/ontology", headers={"Accept": "text/turtle"})
    assert turtle.content == Path(ONTOLOGY_FILE).read_bytes()
    assert client.get("/ontology", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/ontology?format=jsonld").status_code == 422


def test_many_readers_at_once_see_the_same(client: httpx.Client) -> None:
    paths = [f"/id/{quote(path)}.ttl" for path in (PLAN, TASK, UNIT)] * 8
    alone = {path: client.get(path).content for path in paths[:3]}
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda path: client.get(path).content, paths))
    assert together == [alone[path] for path in paths]
