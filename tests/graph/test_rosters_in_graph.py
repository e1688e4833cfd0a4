"""Rosters in the graph: members are supplied with date and source, what follows for them is inferred, nothing is stated."""

from datetime import date

import pytest
from rdflib import Dataset, URIRef

from kb.corpus.rosters import Roster
from kb.errors import InputError
from kb.graph.build import build_nquads
from kb.graph.lines import dataset_of
from kb.graph.namespaces import ZR
from kb.graph.store import GraphStore, to_nquads
from kb.units.registry import Registry, Seed, registry_of
from tests.graph.conftest import Sample

PREFIX = "PREFIX zr: <https://w3id.org/zeren/ontology#> PREFIX dcterms: <http://purl.org/dc/terms/> "
MEMBERS = ("东河镇", "西山街道")


def roster(collective: str = "各镇（街道）", place: str = "示例县", members: tuple[str, ...] = MEMBERS) -> Roster:
    """An invented roster."""
    return Roster(collective, place, members, date(2022, 3, 1), "示例县安委办通知", "名单第 1 条")


def dataset_with(sample: Sample, *rosters: Roster) -> Dataset:
    """The plan's graph with rosters; its registry knows the collective, as one built from the plan does."""
    collective = registry_of([Seed("各镇（街道）", "各镇（街道）", True, "示例县", "county")])
    registry = Registry((*sample.registry.units, *collective.units))
    return dataset_of(build_nquads([sample.document], registry, sample.identifiers, rosters))


def store_with(sample: Sample, *rosters: Roster) -> GraphStore:
    return GraphStore(dataset_with(sample, *rosters))


def test_members_are_supplied_with_date_and_source(sample: Sample) -> None:
    store = store_with(sample, roster())
    query = PREFIX + (
        "SELECT ?c ?m ?d ?s ?g { GRAPH ?g { ?r zr:rosterOf ?c ; zr:validFrom ?d ; dcterms:source ?s . ?c zr:member ?m } } ORDER BY ?m"
    )
    supplied = sample.identifiers.graph("supplied")
    expected = [
        {
            "c": sample.unit("各镇（街道）"),
            "m": sample.unit(name),
            "d": "2022-03-01",
            "s": "示例县安委办通知",
            "g": supplied,
        }
        for name in MEMBERS
    ]
    assert store.select(query) == sorted(expected, key=lambda row: row["m"])


def test_what_a_member_has_to_do_is_inferred_and_never_stated(sample: Sample) -> None:
    store = store_with(sample, roster())
    query = PREFIX + "SELECT ?g { GRAPH ?g { ?m zr:responsibleAsMember ?t } } ORDER BY ?g"
    bindings = {"m": sample.unit("东河镇"), "t": sample.task("1.1")}
    inferred = [sample.identifiers.graph("inferred"), sample.identifiers.rule_graph("roster-member")]
    assert [row["g"] for row in store.select(query, bindings)] == inferred
    # the text gives the task to the collective, so the member is not responsible for it, nor led by it
    for link in (ZR.responsibleFor, ZR.participatesIn, ZR.coResponsibleWith):
        assert not list(store.dataset.triples((URIRef(sample.unit("东河镇")), link, None)))


def test_a_member_that_documents_name_is_that_unit(sample: Sample) -> None:
    store = store_with(sample, roster(members=("粮食局",)))
    rows = store.select(PREFIX + "SELECT ?m { ?c zr:member ?m }")
    assert [row["m"] for row in rows] == [sample.unit("县粮食局")]


def test_a_standard_department_that_no_document_names_is_added(sample: Sample) -> None:
    store = store_with(sample, roster(members=("县应急局",)))
    rows = store.select(PREFIX + "SELECT ?m { ?c zr:member ?m . ?m a zr:Unit }")
    assert [row["m"] for row in rows] == [sample.unit("县应急局")]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (roster(collective="县直有关部门"), "统称“县直有关部门”任务.*现有统称：各镇（街道）"),
        (roster(place="别县"), "没有给别县的统称"),
        # a single unit is no collective
        (roster(collective="县粮食局"), "统称“县粮食局”"),
        (roster(members=("张三",)), "不认识成员“张三”"),
        (roster(members=("县应急管里局",)), "不认识成员“县应急管里局”"),
        (roster(members=("各镇（街道）",)), "也是统称"),
    ],
)
def test_a_roster_of_unknown_names_is_refused(sample: Sample, wrong: Roster, message: str) -> None:
    with pytest.raises(InputError, match=message) as error:
        store_with(sample, wrong)
    assert "名单第 1 条" in str(error.value)


def test_same_rosters_give_the_same_bytes(sample: Sample) -> None:
    lists = [roster(members=names) for names in (MEMBERS, MEMBERS[::-1])]
    one, two = (to_nquads(dataset_with(sample, r)) for r in lists)
    assert one == two
