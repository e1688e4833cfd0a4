"""A slip in a prefix or term is told with its place and the nearest that exists."""

import pytest

from kb.errors import QueryError
from kb.graph.sparql.lexing import lex
from kb.graph.sparql.vocabulary import Vocabulary, load_vocabulary

ZR = "PREFIX zr: <https://w3id.org/zeren/ontology#>\n"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.mark.parametrize(
    ("query", "place", "suggestion"),
    [
        (ZR + "SELECT ?t { ?u zr:leeds ?t }", (2, 16), "zr:leads"),
        (ZR + "SELECT ?t {\n  ?t a zr:task }", (3, 8), "zr:Task"),  # the case of a letter
        (ZR + "SELECT ?t { ?t zr:dueDat ?d }", (2, 16), "zr:dueDate"),
        (ZR + "SELECT ?t { ?t zr:牵头 ?u }", (2, 16), "zr:Lead"),  # the label in place of the name
        (ZR + "SELECT ?t { ?t zr:leads/zr:cites* ?d ; zr:citse ?e }", (2, 40), "zr:cites"),
        ("SELECT ?t { ?u <https://w3id.org/zeren/ontology#leeds> ?t }", (1, 16), "zr:leads"),  # written in full
        ("PREFIX x: <https://w3id.org/zeren/ontology#> ASK { ?u x:leeds ?t }", (1, 55), "zr:leads"),  # own prefix
        ("SELECT ?t { ?u zr:leads ?t }", (1, 16), f"{ZR.strip()}"),  # not declared
        ("SELECT ?t { ?u skso:broader ?t }", (1, 16), "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"),
    ],
)
def test_slip(vocabulary: Vocabulary, query: str, place: tuple[int, int], suggestion: str) -> None:
    with pytest.raises(QueryError) as raised:
        vocabulary.check(lex(query))
    assert (raised.value.line, raised.value.column) == place
    assert raised.value.suggestions[0] == suggestion
    assert suggestion in str(raised.value)


def test_nothing_near_names_the_reference(vocabulary: Vocabulary) -> None:
    with pytest.raises(QueryError, match=r"docs/ontology\.md") as raised:
        vocabulary.check(lex(ZR + "ASK { ?s zr:qqqqqqqq ?o }"))
    assert raised.value.suggestions == ()


@pytest.mark.parametrize(
    "query",
    [
        ZR + "SELECT ?t { ?u zr:leads ?t . ?t zr:cites ?d }",
        ZR + "# PREFIX and zr:nothing in a comment\nASK { ?s zr:leads 'zr:nothing' }",
        "PREFIX # a comment between\n zr: <https://w3id.org/zeren/ontology#> ASK { ?s zr:leads ?o }",
        "PREFIX e: <http://e/> ASK { e:leeds e:x _:zr }",  # other namespaces are not ours to judge
        "ASK { ?zr ?leeds <https://w3id.org/zeren/id/unit/x> }",
        ZR + "ASK { ?s ^zr:leads|!zr:cites ?o }",
    ],
)
def test_right_names_pass(vocabulary: Vocabulary, query: str) -> None:
    vocabulary.check(lex(query))
