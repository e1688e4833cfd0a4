"""Each inference rule on a few facts of its own: what it concludes, and what it must leave alone."""

from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef

from kb.errors import RuleError
from kb.graph.namespaces import DCTERMS, PREFIXES, RDF, ZR
from kb.graph.ontology import ONTOLOGY_FILE, load_ontology
from kb.graph.reasoning.fixpoint import conclusions
from kb.graph.reasoning.rules import INFERENCE_RULES_DIR, load_inference_rules

BASE = "https://example.org/id/"
HEAD = (
    "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    + f"@prefix : <{BASE}> .\n"
)
RULES = {rule.id: rule for rule in load_inference_rules()}
TASK = (
    ":d zr:periodEnd 2025 . :t a zr:Task ; zr:inDocument :d ; zr:inProvision :p ; zr:span [ zr:start 3 ; zr:end 9 ] . "
)
INHERITED = BASE + "d/inherited-deadline/3-9"

# rule, facts, what it concludes of them, why the case exists
CASES = [
    ("super-property", ":a zr:leads :t .", ":a zr:responsibleFor :t . :t zr:responsibleUnit :a .", "leading is being responsible"),
    ("super-property", ":a zr:guides :t .", "", "guiding is not"),
    ("super-property", ":d zr:basedOn :e .", ":d zr:cites :e .", "external super-properties (ELI) are left out"),
    ("inverse-property", ":a zr:leads :t .", ":t zr:ledBy :a ; zr:responsibleUnit :a . :a zr:leads :t ; zr:responsibleFor :t .", "both ways"),
    ("inverse-property", ":a zr:cites :d .", "", "no inverse declared"),
    ("unit-hierarchy", ":a org:subOrganizationOf :b .", ":a zr:withinUnit :b .", "the direct parent"),
    ("transitive-property", ":a org:subOrganizationOf :b . :b org:subOrganizationOf :c .", ":a zr:withinUnit :c .", "two steps up"),
    ("transitive-property", ":d zr:basedOn :e . :e zr:basedOn :f . :f zr:basedOn :g .",
     ":d zr:restsOn :f, :g . :e zr:restsOn :g .", "a plan from a plan from a plan"),
    ("transitive-property", ":t a zr:Task ; zr:cites :e . :e zr:cites :f .", "", "what a cited document merely mentions is no base"),
    ("rests-on", ":t a zr:Task ; zr:cites :e . :d zr:basedOn :e .", ":t zr:restsOn :e . :d zr:restsOn :e .", "task and document"),
    ("rests-on", ":d a zr:Document ; zr:cites :e .", "", "a document's passing mention"),
    ("period-end", TASK, f"<{INHERITED}> a zr:Deadline ; zr:inDocument :d ; zr:inProvision :p ; zr:ofTask :t ; zr:inherited true ; "
     'zr:dueDate "2025-12-31"^^xsd:date ; time:inXSDDate "2025-12-31"^^xsd:date ; zr:byRule <rule/inferred-period-end> . '
     ':t zr:dueDate "2025-12-31"^^xsd:date .', "no date printed"),
    ("period-end", TASK + ':t zr:dueDate "2023-06-30"^^xsd:date .', "", "a printed date stands"),
    ("period-end", TASK.replace(":d zr:periodEnd 2025 . ", ""), "", "a document without a period"),
    ("joint-lead", ":a zr:leads :t . :b zr:leads :t .", ":t a zr:JointLeadTask .", "two leads"),
    ("joint-lead", ":a zr:leads :t . :b zr:participatesIn :t .", "", "one lead and a participant"),
    ("no-lead", ":a zr:responsibleFor :t . :b zr:responsibleFor :t .", ":t a zr:NoLeadTask .", "equals, nobody leads"),
    ("no-lead", ":t a zr:Task . :a zr:guides :t .", "", "no responsible unit at all"),
    ("no-lead", ":a zr:leads :t . :b zr:responsibleFor :t .", "", "somebody leads"),
    ("sole-unit", ":a zr:leads :t .", ":t a zr:SoleUnitTask .", "one unit"),
    ("sole-unit", ":a zr:leads :t . :b zr:participatesIn :t .", "", "a participant beside it"),
    ("sole-unit", ":c a zr:CollectiveUnit ; zr:responsibleFor :t .", "", "a collective is not one unit"),
    ("sole-unit", ":a zr:leads :t . :t zr:openList true .", "", "the list goes on (等)"),
    ("sole-unit", ":a zr:leads :t . :g zr:ofTask :t ; zr:openList true .", "", "the list of the statement goes on"),
    ("led-task", ":a zr:leads :t . :a zr:responsibleFor :s .", ":t a zr:LedTask .", "led, not merely had"),
    ("lead-unit", ":a zr:leads :t . :b zr:participatesIn :t .", ":a a zr:LeadUnit .", "the lead only"),
    ("task-bearer", ":a zr:leads :t . :b zr:guides :t .", ":a a zr:TaskBearer .", "who guides bears nothing"),
    ("co-responsible", ":a zr:leads :t . :b zr:participatesIn :t . :c zr:leads :s .",
     ":a zr:coResponsibleWith :b . :b zr:coResponsibleWith :a .", "both ways, never with itself"),
    ("co-responsible", ":a zr:responsibleFor :t . :b zr:guides :t .", "", "who guides is not responsible"),
    ("roster-member", ":c zr:responsibleFor :t ; zr:member :m .", ":m zr:responsibleAsMember :t .", "member of the collective"),
    ("roster-member", ":c zr:participatesIn :t ; zr:member :m .", ":m zr:responsibleAsMember :t .", "in any role"),
    ("roster-member", ":c zr:guides :t ; zr:member :m .", "", "the collective only guides"),
    ("title-jurisdiction", ':d a zr:Document ; dcterms:title "示例省粮食条例" ; dcterms:identifier "d" .', "", "a document of the base speaks for itself"),
]  # fmt: skip
# Rules whose examples stand in their own file, because they read wordings.
WORDED = {"title-jurisdiction"}


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return load_ontology(ONTOLOGY_FILE)


def graph_of(turtle: str) -> Graph:
    return Graph().parse(data=HEAD + turtle, format="turtle", publicID=BASE)


@pytest.mark.parametrize(("rule", "facts", "expected", "why"), CASES, ids=lambda value: str(value)[:24])
def test_rule_concludes_this_and_no_more(ontology: Graph, rule: str, facts: str, expected: str, why: str) -> None:
    found = conclusions([graph_of(facts), ontology], load_inference_rules(), BASE)
    assert frozenset(found[rule]) == frozenset(graph_of(expected)), why


def test_every_rule_has_a_case_that_fires_and_one_that_does_not() -> None:
    fires = {rule for rule, _, expected, _ in CASES if expected} | WORDED
    # What these conclude is told by the ontology or by one triple; the other cases of this table keep them in bounds.
    plain = {"unit-hierarchy", "led-task", "lead-unit", "task-bearer"}
    silent = {rule for rule, _, expected, _ in CASES if not expected} | plain
    assert fires == RULES.keys()
    assert silent == RULES.keys()
    assert len(CASES) >= 30


def test_titles_tell_jurisdiction_and_level(ontology: Graph) -> None:
    rule = RULES["title-jurisdiction"]
    pairs = [(title, told) for title, _, told in (example.partition(" => ") for example in rule.examples)]
    cases = [*pairs, *((title, "") for title in rule.counter_examples)]
    assert len(cases) >= 40
    facts = Graph()
    for n, (title, _) in enumerate(cases):
        facts.add((URIRef(f"{BASE}{n}"), RDF.type, ZR.Document))
        facts.add((URIRef(f"{BASE}{n}"), DCTERMS.title, Literal(title)))
    found = {(s, p): str(o) for s, p, o in conclusions([facts], [rule], BASE)[rule.id]}
    told = [
        " ".join(
            found[key] for p in (ZR.administrativeLevel, ZR.placeName) if (key := (URIRef(f"{BASE}{n}"), p)) in found
        )
        for n in range(len(cases))
    ]
    assert [(title, told[n]) for n, (title, _) in enumerate(cases)] == cases


def test_rules_of_one_order_may_stand_in_any_sequence(ontology: Graph) -> None:
    facts = graph_of(" ".join(facts for _, facts, _, _ in CASES if "[" not in facts))
    one = conclusions([facts, ontology], load_inference_rules(), BASE)
    two = conclusions([facts, ontology], load_inference_rules()[::-1], BASE)
    assert {rule: set(triples) for rule, triples in one.items()} == {
        rule: set(triples) for rule, triples in two.items()
    }
    assert sum(map(len, one.values())) > 60


def test_a_second_run_over_everything_concludes_nothing_new(ontology: Graph) -> None:
    """No rule of a lower order waits for one of a higher order."""
    facts = graph_of(TASK + " ".join(facts for _, facts, _, _ in CASES if "[" not in facts))
    first = conclusions([facts, ontology], load_inference_rules(), BASE)
    everything = Graph()
    for triple in (t for triples in first.values() for t in triples):
        everything.add(triple)
    second = conclusions([facts, everything, ontology], load_inference_rules(), BASE)
    assert {t for triples in second.values() for t in triples} <= set(everything)


GOOD = (INFERENCE_RULES_DIR / "led-task.rq").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("# zh: 有牵头的任务\n", "", "各有一行 zh"),
        ("# order: 4", "# order: second", "order 应是整数"),
        ("# id: led-task", "# id: led", "应与文件名 led-task 相同"),
        ("INSERT {", "DELETE {", "INSERT"),
        ("# order: 4\n", "# order: 4\n# fragment: words\n", "fragment 应写成"),
        # the engine says which graph is written: a rule must not
        ("INSERT { ?task a zr:LedTask }", "INSERT { GRAPH <urn:x> { ?task a zr:LedTask } }", "不写 GRAPH"),
        # each run would make another blank node
        ("INSERT { ?task a", "INSERT { [] zr:ofTask ?task . ?task a", "空节点"),
        ("INSERT { ?task a", "INSERT { _:x zr:ofTask ?task . ?task a", "空节点"),
    ],
)
def test_a_malformed_rule_is_refused_and_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    (tmp_path / "led-task.rq").write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RuleError, match=message) as error:
        load_inference_rules(tmp_path)
    assert "led-task.rq" in str(error.value)


def test_a_rule_that_is_no_sparql_is_named(tmp_path: Path) -> None:
    (tmp_path / "led-task.rq").write_text(GOOD.replace("zr:leads ?task", "zr:leads ?task ?"), encoding="utf-8")
    with pytest.raises(RuleError, match="led-task 不是合法的 SPARQL"):
        conclusions([Graph()], load_inference_rules(tmp_path), BASE)


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="没有规则"):
        load_inference_rules(tmp_path)


def test_every_rule_says_what_it_is_for() -> None:
    silent = [rule.id for rule in RULES.values() if not all((*rule.labels.values(), rule.why, rule.source))]
    assert silent == []
    labels = [label for rule in RULES.values() for label in rule.labels.values()]
    assert len(labels) == len(set(labels)) == 2 * len(RULES)


def test_a_rule_that_never_ends_is_stopped(tmp_path: Path) -> None:
    endless = GOOD.replace(
        "?unit zr:leads ?task }", '?unit zr:leads|a ?from BIND (IRI(CONCAT(STR(?from), "x")) AS ?task) }'
    )
    (tmp_path / "led-task.rq").write_text(
        endless.replace("?task a zr:", "?task zr:leads ?task . ?task a zr:"), encoding="utf-8"
    )
    with pytest.raises(RuleError, match="不收敛：led-task"):
        conclusions([graph_of(":a zr:leads :t .")], load_inference_rules(tmp_path), BASE)


def test_what_is_said_of_a_blank_node_is_left_out() -> None:
    """A blank node would make the bytes of a snapshot depend on the run."""
    found = conclusions([graph_of(":a zr:leads :t . :a zr:leads [ a zr:Task ] .")], [RULES["led-task"]], BASE)
    assert set(found["led-task"]) == {(URIRef(BASE + "t"), RDF.type, ZR.LedTask)}
