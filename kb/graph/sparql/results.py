"""Results written in the format that a client likes: those of an engine in this process, and those of an endpoint."""

from typing import BinaryIO

import pyoxigraph as ox

Result = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
_TRUE, _FALSE = (f'{{"head":{{}},"boolean":{word}}}'.encode() for word in ("true", "false"))
# What Virtuoso 7 answers ASK with: a table of one row for yes, of none for no.
_TABLE_OF_ASK = "__ASK_RETVAL"


def write(result: Result, name: str, output: BinaryIO, prefixes: dict[str, str]) -> None:
    """Write a result; ``name`` is the engine's name of a format of :mod:`kb.graph.sparql.formats`."""
    if isinstance(result, ox.QueryTriples):
        write_triples(result, name, output, prefixes)
    else:
        result.serialize(output, getattr(ox.QueryResultsFormat, name))


def write_triples(
    triples: "ox.QueryTriples | list[ox.Triple]", name: str, output: BinaryIO, prefixes: dict[str, str]
) -> None:
    """Write the triples of a CONSTRUCT or DESCRIBE."""
    written = getattr(ox.RdfFormat, name)
    ox.serialize(triples, output, written, prefixes=prefixes if written == ox.RdfFormat.TURTLE else None)


def solutions_of(body: bytes) -> ox.QuerySolutions | ox.QueryBoolean:
    """A result in SPARQL Results JSON.

    :raises SyntaxError: it is none.
    """
    result = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
    if isinstance(result, ox.QuerySolutions) and [name.value for name in result.variables] == [_TABLE_OF_ASK]:
        result = ox.parse_query_results(_TRUE if list(result) else _FALSE, ox.QueryResultsFormat.JSON)
    return result


def triples_of(body: bytes) -> list[ox.Triple]:
    """A result in N-Triples, each triple once.

    :raises SyntaxError: it is none.
    """
    return list(dict.fromkeys(quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)))
