"""The guard: what is refused before any engine sees it, and what must not be."""

import contextlib

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import QueryError, TooLargeError
from kb.graph.sparql.guard import MAX_BYTES, check, check_length
from kb.graph.sparql.lexing import lex

STORE = ox.Store()
STORE.add(ox.Quad(ox.NamedNode("http://e/s"), ox.NamedNode("http://e/p"), ox.Literal("")))
E = "PREFIX e: <http://e/> PREFIX : <http://e/> "
SERVICE = [
    # The plain ways.
    "SELECT * { SERVICE <http://h/> { ?s ?p ?o } }",
    "SELECT * { service silent <http://h/> { ?s ?p ?o } }",
    "SELECT * { SERVICE ?where { ?s ?p ?o } }",
    # Without a blank before it.
    E + "SELECT * { ?s ?p ?o.SERVICE <http://h/> { ?s ?p ?o } }",
    E + "SELECT * { ?s ?p 1.SERVICE <http://h/> { ?s ?p ?o } }",
    E + "SELECT * { ?s ?p true.SERVICE <http://h/> { ?s ?p ?o } }",
    E + "SELECT * { ?s ?p 1SERVICE <http://h/> { ?s ?p ?o } }",
    E + "SELECT * { ?s ?p e:a.SERVICE <http://h/> { ?s ?p ?o } }",
    E + "SELECT * { ?s ?p 'a'SERVICE <http://h/> { ?s ?p ?o } }",
    # A name begins right behind it: to the engine SERVICE:x is the keyword and a name.
    E + "SELECT * { SERVICE:x { ?s ?p ?o } }",
    E + "SELECT * { ?s ?p 1SERVICE:x { ?s ?p ?o } }",
    # A # that begins no comment: escaped in a name, inside an IRI, inside a string.
    E + r"SELECT * { ?s ?p e:\#b . SERVICE <http://h/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p <http://e/#b> . SERVICE <http://h/> { ?s ?p ?o } }",
    r"SELECT * { ?s ?p <http://e/\u0041#b> . SERVICE <http://h/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p '#' . SERVICE <http://h/> { ?s ?p ?o } }",
    'SELECT * { ?s ?p """a"#""" . SERVICE <http://h/> { ?s ?p ?o } }',
    # A quote that begins no string: escaped in a name, in a comment, in an IRI.
    E + r"SELECT * { ?s ?p e:\' . SERVICE <http://h/> { ?s ?p ?o } . ?s ?p 'x' }",
    "SELECT * { ?s ?p ?o # '\n . SERVICE <http://h/> { ?s ?p ?o } # '\n }",
    # A string that ends where a reader may not expect it.
    r"SELECT * { ?s ?p 'a\\' . SERVICE <http://h/> { ?s ?p ?o } . ?s ?p '' }",
    "SELECT * { ?s ?p '' . SERVICE <http://h/> { ?s ?p ?o } . ?s ?p '' }",
    # Less than, and later greater than, are no IRI.
    "SELECT * { FILTER(1 <2) SERVICE <http://h/> { ?s ?p ?o } FILTER(2> 1) }",
]
# Less than without a blank: an IRI to a reader that does not know that an operand came before.
UNCLEAR = [
    "ASK{?s ?p ?a FILTER(?a<'>')SERVICE<http://h/>{?s ?p ?o}FILTER(?a!='')}",
    "ASK{?s ?p ?a FILTER(?a<='>')SERVICE<http://h/>{?s ?p ?o}FILTER(?a!='')}",
    "ASK{?s ?p ?a FILTER(?a<?b)SERVICE?x#>\n{?s ?p ?o}}",
    "ASK{FILTER(EXISTS{}<'>')SERVICE<http://h/>{}FILTER(''='')}",
    "ASK{FILTER(COUNT(DISTINCTtrue<'>'))SERVICE<http://h/>{}FILTER(''='')}",
    "SELECT(1 AS?a)(2<'>'AS?b){SERVICE<http://h/>{}FILTER(''='')}",
    "ASK{?s ?p<<(?s?p'>')>>.SERVICE<http://h/>{}FILTER(''='')}",  # < of a triple term
    "ASK{FILTER(?a<" + "(" * 61 + "#>\n1" + ")" * 61 + ")}",
    "ASK{FILTER(?a<" + "(" * 61 + "1" + ")" * 61 + "&&?b>1)}",
]
HARMLESS = [
    # The word where it is no keyword: string, comment, IRI, variable, local name, language tag.
    "SELECT * { ?s ?p 'SERVICE <http://h/> {}' }",
    "SELECT * { ?s ?p '''it's a \"SERVICE\"''' }",
    "SELECT * { ?s ?p ?o } # SERVICE <http://h/>",
    "SELECT * { <http://h/SERVICE> ?p ?o }",
    "SELECT ?service { ?service ?p $SERVICE }",
    E + "SELECT * { e:SERVICE :service ?o }",
    "SELECT * { ?s ?p 'x'@en-service }",
    # Words of updates as names; WITH and ADD only mean an update as the first word.
    E + "SELECT ?load { ?load e:insert 'DELETE' }",
    "# INSERT\nBASE <http://b/> PREFIX drop: <http://d/> ASK { ?s drop:clear ?o }",
    # IRIs with # or ' where nothing is compared, and behind what is compared.
    E + "SELECT * { ?s e:p <http://e/it's#SERVICE> . e:a ?p <http://e/#b> }",
    "SELECT * { VALUES (?a ?b) { ('x' <http://e/#SERVICE>) (UNDEF <http://e/#b>) } }",
    "SELECT * { (1 <http://e/#a> (2 <http://e/#b>)) ?p ?o }",
    E + "SELECT * { ?s (<http://e/#a>|^<http://e/#b>)/e:p* ?o FILTER(?o = <http://e/#c> || ?o IN (1, <http://e/#d>)) }",
    "SELECT * { ?s ?p ?o FILTER(?o >= '1'^^<http://e/#day> && ?o < '2'^^<http://e/#day>) }",
    "SELECT (COUNT(*) AS ?n) FROM <http://e/#g> { ?s ?p ?o FILTER(?a<?b&&?c>1) }",
    # As deep as people write.
    "SELECT * " + "{" * 40 + "}" * 40,
]
UPDATES = [
    "INSERT DATA { <a:a> <a:b> 1 }",
    "PREFIX e: <http://e/>\ndelete where { ?s ?p ?o }",
    "# only reading\nLOAD <http://h/x.ttl>",
    "CLEAR ALL",
    "DROP ALL",
    "CREATE GRAPH <a:a>",
    "WITH <a:a> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "MOVE DEFAULT TO <a:a>",
]


def _guard(query: str) -> str:
    check_length(query)
    return check(lex(query))


def test_cases_are_all_here() -> None:
    assert (len(SERVICE), len(HARMLESS), len(UPDATES)) == (21, 16, 8)


@pytest.mark.parametrize("query", SERVICE)
def test_service_is_refused(query: str) -> None:
    with pytest.raises(QueryError, match="SERVICE") as raised:
        check(lex(query))
    assert raised.value.line is not None
    assert query.split("\n")[raised.value.line - 1][(raised.value.column or 0) - 1 :].upper().startswith("SERVICE")


@pytest.mark.parametrize("query", HARMLESS)
def test_harmless_passes(query: str) -> None:
    assert check(lex(query)) in ("SELECT", "ASK")


@pytest.mark.parametrize("query", UPDATES)
def test_update_is_refused_with_the_reason(query: str) -> None:
    with pytest.raises(QueryError, match="只读"):
        check(lex(query))


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("ASK " + "{" * 61 + "}" * 61, QueryError),  # groups
        ("ASK { FILTER(" + "(" * 61 + "1" + ")" * 61 + ") }", QueryError),  # brackets
        ("ASK {" + "FILTER EXISTS {" * 61 + "}" * 62, QueryError),
        ("ASK { ?s ?p " + "[ ?p " * 61 + "1" + "]" * 61 + "}", QueryError),  # blank nodes
        ("ASK { FILTER(" + "!" * 9_000 + "true) }", QueryError),  # chains go as deep as brackets
        ("ASK { FILTER(" + "1+" * 7_500 + "1) }", QueryError),
        ("ASK { ?s " + "<a:a>/" * 2_100 + "<a:a> ?o }", QueryError),  # paths
        ("ASK " + "{" * 20_000 + "}" * 20_000, TooLargeError),
        ("ASK { ?s ?p '" + "责" * (MAX_BYTES // 3) + "' }", TooLargeError),  # bytes, not characters
    ],
)
def test_too_deep_or_too_long(query: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        _guard(query)


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("ASK {}", "ASK"),
        ("ask\n{}", "ASK"),
        ("PREFIX : <http://e/> CONSTRUCT WHERE { ?s :p ?o }", "CONSTRUCT"),
        ("BASE <http://e/> PREFIX select: <x> describe <a>", "DESCRIBE"),
        ("SELECT * FROM <http://e/#g> { ?s ?p ?from }", "SELECT"),
        ("", ""),  # the engine says what is wrong
    ],
)
def test_form(query: str, form: str) -> None:
    assert check(lex(query)) == form


@pytest.mark.parametrize("query", UNCLEAR)
def test_what_can_be_read_in_two_ways_is_refused(query: str) -> None:
    with pytest.raises(QueryError, match="小于") as raised:
        check(lex(query))
    line, column = raised.value.line or 0, raised.value.column or 0
    assert query.split("\n")[line - 1][column - 1] == "<"


# Expressions without a blank, whose < begins something that would also do as an IRI.
_COMPARED = [
    "?a<'>'",
    "?a<='#>'",
    "1<(?b)&&?c>2",
    "EXISTS{}<'>'",
    "?a<?b#>\n",
    "?a <'>'",
    "'x'@en<'>'",
    "1e5<'>'",
    "?a<?b>'",
]
_TERMS = [
    "",
    "VALUES(?x ?y){(1<'>)(UNDEF <#>)}",
    "(1<'>)<#>((2)<'>).",
    "?s<'>'<#>'.",
    "[<#>'>'].",
    "?s ?p<<?s<'>'>'>>.",
]
_AFTER = ["", "FILTER(?a!='')", "FILTER(''='#')", "?s ?p '''>'''", "#>"]


@given(
    st.lists(st.sampled_from(_COMPARED), max_size=2), st.sampled_from(_TERMS), st.sampled_from(_AFTER), st.booleans()
)
def test_what_passes_reaches_for_no_server(compared: list[str], terms: str, after: str, keyword: bool) -> None:
    # The engine itself says whether it saw the keyword: it has no way to that port.
    filters = "".join(f"FILTER({expression})" for expression in compared)
    query = f"ASK{{?s ?p ?a {filters}{terms}{'SERVICE<http://127.0.0.1:9/>{}' if keyword else ''}{after}\n}}"
    try:
        check(lex(query))
    except QueryError:
        return
    with contextlib.suppress(SyntaxError, RuntimeError):
        STORE.query(query)
