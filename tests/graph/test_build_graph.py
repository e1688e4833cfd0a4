"""Parsed documents → graph: what is stated, inferred and supplied, and that every fact leads to its characters."""

from dataclasses import replace
from datetime import date

import pytest
from rdflib import RDF, BNode, Literal, URIRef

from kb.errors import InputError
from kb.graph import namespaces as ns
from kb.graph.build import build_nquads
from kb.graph.lines import dataset_of
from kb.graph.namespaces import DCTERMS, ORG, SKOS, ZR
from kb.graph.store import GraphStore
from kb.models import Assignment, ParsedDocument, Task, UnitMention
from tests.graph.conftest import STATEMENT_1, STATEMENT_ROOT, TEXT, Sample, at

PREFIX = "PREFIX zr: <https://w3id.org/zeren/ontology#> "
FACT_CLASSES = {
    ZR.Assignment: 7,
    ZR.Action: 1,
    ZR.Citation: 4,
    ZR.Figure: 1,
    ZR.Deadline: 1,
    ZR.Deliverable: 1,
}


def graphs_of(sample: Sample, subject: str, predicate: URIRef, target: str | Literal) -> set[str]:
    """The names of the graphs that hold the triple, of stated, inferred and supplied."""
    node = target if isinstance(target, Literal) else URIRef(target)
    triple = (URIRef(subject), predicate, node)
    names = ("stated", "inferred", "supplied")
    return {name for name in names if triple in sample.dataset.graph(URIRef(sample.identifiers.graph(name)))}


def rebuilt(sample: Sample, *documents: ParsedDocument) -> GraphStore:
    return GraphStore.from_nquads(build_nquads(documents, sample.registry, sample.identifiers))


@pytest.mark.parametrize(
    ("unit", "link", "inverse", "also_responsible"),
    [
        ("县粮食局", ZR.leads, ZR.ledBy, True),
        # printed 财政局, the prefix was restored; the registry does not know it
        ("县财政局", ZR.participatesIn, ZR.hasParticipant, True),
        ("各镇（街道）", ZR.participatesIn, ZR.hasParticipant, True),
        # who only guides is not responsible
        ("市粮食局", ZR.guides, ZR.guidedBy, False),
    ],
)
def test_role_gives_a_stated_link_and_inferred_consequences(
    sample: Sample, unit: str, link: URIRef, inverse: URIRef, also_responsible: bool
) -> None:
    task, iri = sample.task("1.1"), sample.unit(unit)
    assert graphs_of(sample, iri, link, task) == {"stated"}
    assert graphs_of(sample, task, inverse, iri) == {"inferred"}
    expected = {"inferred"} if also_responsible else set()
    assert graphs_of(sample, iri, ZR.responsibleFor, task) == expected
    assert graphs_of(sample, task, ZR.responsibleUnit, iri) == expected


def test_responsible_without_a_lead_is_stated_directly(sample: Sample) -> None:
    assert graphs_of(sample, sample.unit("县粮食局"), ZR.responsibleFor, sample.task("1.2")) == {"stated"}
    assert graphs_of(sample, sample.unit("县粮食局"), ZR.leads, sample.task("1.2")) == set()


def test_chain_query_needs_no_reification(sample: Sample) -> None:
    rows = sample.store.select(PREFIX + "SELECT * { ?unit zr:leads ?task . ?task zr:cites ?doc . ?task zr:dueDate ?d }")
    cited = sample.identifiers.regulation("示例省粮食储备条例")
    assert rows == [{"unit": sample.unit("县粮食局"), "task": sample.task("1.1"), "doc": cited, "d": "2023-12-31"}]


@pytest.mark.parametrize(
    ("task", "due", "graph", "why"),
    [
        ("1.1", date(2023, 12, 31), "stated", "printed in the task"),
        ("1.2", date(2024, 6, 30), "stated", "printed in the responsibility statement"),
        ("1.3", date(2025, 12, 31), "inferred", "end of the plan's period"),
    ],
)
def test_due_date_says_where_it_comes_from(sample: Sample, task: str, due: date, graph: str, why: str) -> None:
    dates = sample.store.select(PREFIX + "SELECT ?d { ?task zr:dueDate ?d }", {"task": sample.task(task)})
    assert dates == [{"d": due.isoformat()}], why
    literal = Literal(due.isoformat(), datatype=URIRef(f"{ns.PREFIXES['xsd']}date"))
    assert graphs_of(sample, sample.task(task), ZR.dueDate, literal) == {graph}, why


def test_inherited_deadline_is_marked_and_named_by_its_rule(sample: Sample) -> None:
    query = PREFIX + "SELECT ?task ?rule { ?d zr:inherited true ; zr:ofTask ?task ; zr:byRule ?rule }"
    rule = sample.identifiers.rule("inferred-period-end")
    assert sample.store.select(query) == [{"task": sample.task("1.3"), "rule": rule}]


def test_no_period_no_inherited_deadline(sample: Sample) -> None:
    info = replace(sample.document.info, period=None)
    store = rebuilt(sample, replace(sample.document, info=info))
    assert store.select(PREFIX + "SELECT * { ?d zr:inherited true }") == []


def test_every_span_quotes_its_characters(sample: Sample) -> None:
    rows = sample.store.select(
        PREFIX + "SELECT * { ?s a zr:Span ; zr:start ?a ; zr:end ?b ; zr:quote ?q ; zr:inDocument ?d }"
    )
    assert len(rows) >= 20
    for row in rows:
        assert TEXT[int(row["a"]) : int(row["b"])] == row["q"]
        assert row["d"] == sample.identifiers.document("sample")


def test_every_stated_fact_has_span_rule_document_and_provision(sample: Sample) -> None:
    stated = sample.dataset.graph(URIRef(sample.identifiers.graph("stated")))
    for kind, count in FACT_CLASSES.items():
        facts = set(stated.subjects(RDF.type, kind))
        assert len(facts) == count, kind
        for fact in facts:
            for predicate in (ZR.span, ZR.byRule, ZR.inDocument, ZR.inProvision):
                assert len(set(stated.objects(fact, predicate))) == 1, (fact, predicate)


def test_graphs_do_not_overlap_and_hold_no_blank_nodes(sample: Sample) -> None:
    start = len(sample.identifiers.graph(""))
    graphs = {str(g.identifier)[start:]: set(g) for g in sample.dataset.graphs() if len(g)}
    assert {name for name in graphs if not name.startswith("inferred/")} == {"stated", "inferred", "supplied"}
    assert not graphs["inferred"] & (graphs["stated"] | graphs["supplied"])
    assert not [t for triples in graphs.values() for t in triples if any(isinstance(term, BNode) for term in t)]


def test_what_a_person_wrote_down_of_a_document_is_supplied(sample: Sample) -> None:
    given = {sample.document.info.id: frozenset({"title", "issuer", "issued"})}
    dataset = dataset_of(build_nquads([sample.document], sample.registry, sample.identifiers, given=given))
    work, name = URIRef(sample.identifiers.document(sample.document.info.id)), sample.identifiers.graph
    for predicate in (DCTERMS.title, DCTERMS.issued, ZR.issuerName, ZR.issuer, ZR.documentNumber):
        graph = "stated" if predicate == ZR.documentNumber else "supplied"
        found = {(str(quad[2]), str(quad[3])) for quad in dataset.quads((work, predicate, None, None))}
        # The same values as where they were read, and no others: queries of the union notice nothing.
        values = sample.dataset.objects(work, predicate)
        assert found == {(str(value), name(graph)) for value in values}, predicate
    assert set(dataset.triples((None, None, None))) == set(sample.dataset.triples((None, None, None)))


def test_units_of_the_registry_are_supplied_with_every_name(sample: Sample) -> None:
    unit = sample.unit("县粮食局")
    names = [
        (SKOS.prefLabel, "县粮食局"),
        (SKOS.altLabel, "示例县粮食局"),
        (SKOS.altLabel, "粮食局"),
        (SKOS.altLabel, "粮食部门"),
        (ZR.colloquialName, "粮食部门"),
        # a slip and an old name are to find by, not to show
        (SKOS.hiddenLabel, "县粮食"),
        (SKOS.hiddenLabel, "县粮油管理局"),
    ]
    for predicate, text in names:
        assert graphs_of(sample, unit, predicate, Literal(text, lang="zh")) == {"supplied"}, text
    assert graphs_of(sample, unit, SKOS.altLabel, Literal("县粮食", lang="zh")) == set()
    assert graphs_of(sample, unit, ORG.subOrganizationOf, sample.unit("县政府")) == {"supplied"}
    query = PREFIX + "SELECT ?until { ?unit zr:formerName/zr:validUntil ?until }"
    assert sample.store.select(query, {"unit": unit}) == [{"until": "2019-03-01"}]


def test_a_unit_that_the_registry_does_not_know_is_stated(sample: Sample) -> None:
    assert graphs_of(sample, sample.unit("县统计局"), SKOS.prefLabel, Literal("县统计局", lang="zh")) == {"stated"}


def test_collective_is_marked_and_not_expanded(sample: Sample) -> None:
    assert graphs_of(sample, sample.unit("各镇（街道）"), RDF.type, ZR.CollectiveUnit) == {"stated"}
    assert graphs_of(sample, sample.unit("县财政局"), RDF.type, ZR.CollectiveUnit) == set()
    assert sample.store.select(PREFIX + "SELECT * { ?unit zr:member ?member }") == []


def test_citations_tell_basis_mention_and_self(sample: Sample) -> None:
    own = sample.identifiers.document("sample")
    basis = sample.identifiers.regulation("示例省粮食安全规划")
    reserve = sample.identifiers.regulation("示例省粮食储备条例")
    assert graphs_of(sample, own, ZR.basedOn, basis) == {"stated"}
    assert graphs_of(sample, sample.task("1.1"), ZR.cites, reserve) == {"stated"}
    assert graphs_of(sample, reserve, DCTERMS.title, Literal("示例省粮食储备条例")) == {"stated"}
    # a basis of one task is no basis of the whole document, and naming oneself is no citing
    assert graphs_of(sample, own, ZR.basedOn, reserve) == set()
    assert graphs_of(sample, own, ZR.cites, own) == set()


def test_a_citation_of_a_document_of_the_dataset_leads_to_it(sample: Sample, other_document: ParsedDocument) -> None:
    store = rebuilt(sample, sample.document, other_document)
    rows = store.select(PREFIX + "SELECT ?d { ?doc zr:basedOn ?d }", {"doc": sample.identifiers.document("sample")})
    assert rows == [{"d": sample.identifiers.document("other")}]


def test_a_title_of_two_documents_leads_to_neither(sample: Sample, other_document: ParsedDocument) -> None:
    third = replace(other_document, info=replace(other_document.info, id="third"))
    store = rebuilt(sample, sample.document, other_document, third)
    rows = store.select(PREFIX + "SELECT ?d { ?doc zr:basedOn ?d }", {"doc": sample.identifiers.document("sample")})
    assert rows == [{"d": sample.identifiers.regulation("示例省粮食安全规划")}]


def test_joint_issuers_are_units(sample: Sample) -> None:
    rows = sample.store.select(PREFIX + "SELECT ?u { ?d zr:issuer ?u } ORDER BY ?u")
    # 示例县粮食局 is a full name of a unit of the registry
    assert [row["u"] for row in rows] == sorted([sample.unit("县粮食局"), sample.unit("示例县财政局")])


def test_assignment_outside_all_provisions_has_no_task(sample: Sample) -> None:
    query = PREFIX + "SELECT ?q ?p { ?a zr:statement ?q ; zr:inProvision ?p FILTER NOT EXISTS { ?a zr:ofTask ?t } }"
    assert sample.store.select(query) == [{"q": STATEMENT_ROOT, "p": sample.identifiers.document("sample")}]


def test_assignment_in_a_provision_without_task_makes_one(sample: Sample) -> None:
    tasks = tuple(t for t in sample.document.tasks if t.provision != "1.1")
    store = rebuilt(sample, replace(sample.document, tasks=tasks))
    rows = store.select("units_of_task", {"task": sample.task("1.1")})
    assert [row["role"] for row in rows] == ["lead", "participate", "participate", "guide"]


def test_a_statement_reaches_every_task_that_lists_its_units(sample: Sample) -> None:
    """A task may take its units from a statement that stands elsewhere, as under the heading of its section."""
    units = sample.document.assignments[0].units[:1]
    third = Task("1.3", "办好粮油展会", units, False, at("3.办好粮油展会。"))
    tasks = (*sample.document.tasks[:2], third)
    rows = rebuilt(sample, replace(sample.document, tasks=tasks)).select("units_of_task", {"task": sample.task("1.3")})
    assert [(row["name"], row["role"], row["quote"]) for row in rows] == [("县粮食局", "lead", STATEMENT_1)]


def test_one_unit_with_two_roles_in_one_statement_keeps_both(sample: Sample) -> None:
    mention = sample.document.assignments[0].units[0]
    both = (mention, UnitMention(mention.name, mention.printed, "participate", False, mention.span))
    given = Assignment("1.1", "", at(STATEMENT_1), both, False, None, None, "unit_label")
    store = rebuilt(sample, replace(sample.document, assignments=(given,), tasks=()))
    rows = store.select("units_of_task", {"task": sample.task("1.1")})
    assert [row["role"] for row in rows] == ["lead", "participate"]


def test_same_input_gives_same_bytes_in_any_order(sample: Sample, other_document: ParsedDocument) -> None:
    documents = [sample.document, other_document]
    one = build_nquads(documents, sample.registry, sample.identifiers)
    two = build_nquads(documents[::-1], sample.registry, sample.identifiers)
    assert one == two
    assert one.count(b"\n") > 400


def test_two_documents_with_one_id_are_refused(sample: Sample) -> None:
    with pytest.raises(InputError, match="sample"):
        build_nquads([sample.document, sample.document], sample.registry, sample.identifiers)
