"""GET /api/graph over a real server: the chains, their caps, and the statements that they rest on."""

from collections.abc import Iterator

import httpx
import pytest

from kb.listing.chains import MOST, MOST_OF_ONE, Link, Node, chains_of
from kb.settings import Settings
from tests.api.serving import served

PLAN = "gaoqing-safety-14th-five-year-plan"


@pytest.fixture(scope="module")
def client(built: Settings) -> Iterator[httpx.Client]:
    with served(built) as made:
        yield made


def test_the_chain_of_a_unit(client: httpx.Client) -> None:
    drawn = client.get("/api/graph", params={"node": "县公安局", "depth": 2}).json()
    nodes = {node["id"]: node for node in drawn["nodes"]}
    assert (drawn["node"], nodes[drawn["node"]]["page"][:7]) == ("unit/高青县/县公安局", "/units/")
    # Unit, its tasks, and beyond them other units and what is to be built.
    assert {nodes[link["target"]]["kind"] for link in drawn["links"] if link["source"] == drawn["node"]} == {"task"}
    assert {"unit", "task", "document", "deliverable"} == {node["kind"] for node in nodes.values()}
    assert {link["label"] for link in drawn["links"]} >= {"牵头", "参与", "负责", "建设", "布置"}
    assert all(link["source"] in nodes and link["target"] in nodes for link in drawn["links"])
    # Two tasks of one document are no neighbours for that.
    assert {node["id"] for node in nodes.values() if node["kind"] == "task"} == {
        f"document/{PLAN}/task/{name}" for name in ("3.3.3", "3.3.7", "3.3.8")
    }


def test_every_link_quotes_the_text(client: httpx.Client, plan_text: str) -> None:
    links = client.get("/api/graph", params={"node": f"{PLAN}/3.3.3"}).json()["links"]
    assert all(link["quote"] in plan_text and link["place"].startswith(f"/documents/{PLAN}?start=") for link in links)
    lead = next(link for link in links if link["relation"] == "lead")
    assert lead["quote"].startswith("（责任单位：县消防救援大队牵头")


def test_every_node_has_data_at_its_iri(client: httpx.Client) -> None:
    """The ids are the paths of linked data, of facts too, which have no other page."""
    found = [
        client.get("/api/graph", params={"node": node}).json()["nodes"] for node in ("县应急局", f"{PLAN}/3.5.2", PLAN)
    ]
    one_of_a_kind = {node["kind"]: node["id"] for nodes in found for node in nodes}
    assert {"unit", "task", "document", "regulation", "deliverable"} <= one_of_a_kind.keys()
    for name in one_of_a_kind.values():
        assert client.get(f"/id/{name}").status_code == 200, name


@pytest.mark.parametrize("name", ["高青县/县应急局", "县应急局", "安监局", "unit/高青县/县应急局"])
def test_a_unit_by_any_name(client: httpx.Client, name: str) -> None:
    assert client.get("/api/graph", params={"node": name}).json()["label"] == "县应急局"


def test_what_is_not_there(client: httpx.Client) -> None:
    assert client.get("/api/graph", params={"node": "无此局"}).status_code == 404
    assert client.get("/api/graph", params={"node": "县应急局", "depth": 3}).status_code == 422
    assert client.get("/graph?node=无此局").status_code == 404
    assert "请换个说法" in client.get("/graph?q=无此局").text


def test_what_does_not_fit_is_counted() -> None:
    hub = Node("hub", "unit", "hub")
    tasks = [Node(f"t{n}", "task", f"t{n}") for n in range(30)]
    ends = [Node(f"e{n}-{m}", "deadline", "") for n in range(30) for m in range(10)]
    links = [Link("hub", task.id, "lead") for task in tasks] + [
        Link(f"t{e.id[1:].split('-')[0]}", e.id, "due") for e in ends
    ]
    chains = chains_of([hub, *tasks, *ends], links)
    near, far = chains.around(hub, 1), chains.around(hub, 2)
    assert (len(near.nodes), near.hidden["hub"]) == (1 + MOST_OF_ONE, 30 - MOST_OF_ONE)
    assert near.neighbours["t0"] == 11
    assert (len(far.nodes), far.hidden["hub"]) == (MOST, 30 - MOST_OF_ONE)
    assert sum(far.hidden.values()) == (30 - MOST_OF_ONE) + MOST_OF_ONE * 10 - (MOST - 1 - MOST_OF_ONE)


def test_a_document_that_plans_cite_is_one_node() -> None:
    """A plan of the corpus that another one cites is not drawn twice."""
    chains = chains_of([Node("document/a", "document", "甲"), Node("document/a", "regulation", "《甲》")], [])
    assert chains.node("a").kind == "document"
