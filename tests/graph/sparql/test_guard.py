"""The guard: what is refused before any engine sees it, and what must not be."""

import pytest

from kb.errors import QueryError, TooLargeError
from kb.graph.sparql.guard import MAX_BYTES, Guarded, check, check_length
from kb.graph.sparql.lexing import lex

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


def _guard(query: str) -> Guarded:
    check_length(query)
    return check(lex(query))


def test_cases_are_all_here() -> None:
    assert (len(SERVICE), len(HARMLESS), len(UPDATES)) == (21, 10, 8)


@pytest.mark.parametrize("query", SERVICE)
def test_service_is_refused(query: str) -> None:
    with pytest.raises(QueryError, match="SERVICE") as raised:
        check(lex(query))
    assert raised.value.line is not None
    assert query.split("\n")[raised.value.line - 1][(raised.value.column or 0) - 1 :].upper().startswith("SERVICE")


@pytest.mark.parametrize("query", HARMLESS)
def test_harmless_passes(query: str) -> None:
    assert check(lex(query)).form in ("SELECT", "ASK")


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
    ("query", "form", "own_dataset"),
    [
        ("ASK {}", "ASK", False),
        ("ask\n{}", "ASK", False),
        ("PREFIX : <http://e/> CONSTRUCT WHERE { ?s :p ?o }", "CONSTRUCT", False),
        ("BASE <http://e/> PREFIX select: <x> describe <a>", "DESCRIBE", False),
        ("SELECT * FROM <http://e/> { ?s ?p ?from }", "SELECT", True),
        ("SELECT ?from { ?s ?p ?from }", "SELECT", False),
        ("CONSTRUCT { ?s ?p ?o } FROM NAMED <http://e/> WHERE { GRAPH ?g { ?s ?p ?o } }", "CONSTRUCT", True),
        ("", "", False),  # the engine says what is wrong
    ],
)
def test_form_and_dataset(query: str, form: str, own_dataset: bool) -> None:
    guarded = check(lex(query))
    assert (guarded.form, guarded.names_dataset) == (form, own_dataset)
