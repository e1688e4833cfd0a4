"""Named graphs are overwritten in place: whoever reads them gets those of its own snapshot, or an error."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.errors import EndpointError
from kb.graph.endpoint.address import Endpoint, endpoint_of
from kb.graph.endpoint.asking import Graphs, solutions
from kb.graph.endpoint.graph import EndpointGraph, graph_in
from kb.graph.endpoint.held import UNION, union_of
from kb.graph.endpoint.loading import load
from kb.settings import Settings
from tests.endpoints import ENGINES

NAMED = "SELECT ?g ?s { GRAPH ?g { ?s ?p ?o } }"
UNITED = "SELECT ?s { ?s ?p ?o }"
EVERYTHING = f'SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} FILTER (STRSTARTS(STR(?g), "{UNION}") || STRSTARTS(STR(?g), "urn:a:")) }}'


def _nquads(numbers: range, *graphs: int) -> bytes:
    return "".join(f'<urn:a:s{n}> <urn:a:p> "{n}" <urn:a:g{g}> .\n' for n in numbers for g in graphs).encode()


# The graphs of the second and the third are as big.
FIRST, SECOND, THIRD = _nquads(range(5), 1, 2), _nquads(range(3, 9), 1, 3), _nquads(range(4, 10), 1, 4)


@pytest.fixture(params=ENGINES)
def endpoint(built: Settings, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Endpoint]:
    with ENGINES[request.param](built, tmp_path) as settings:
        found = endpoint_of(settings)
        assert found is not None
        load(found, "one", FIRST, lambda *_: None)
        yield found


def _rows(engine: EndpointGraph, query: str) -> list[tuple[str, ...]] | None:
    """The rows, None where the engine would not say."""
    try:
        return sorted(tuple(term.value for term in row) for row in engine.solutions(query))
    except EndpointError:
        return None


def _of(nquads: bytes) -> list[tuple[str, ...]]:
    parts = [line.split() for line in nquads.decode().splitlines()]
    return sorted((graph.strip("<>"), subject.strip("<>")) for subject, _, _, graph, _ in parts)


def _stopping(at: int) -> Callable[..., None]:
    def progress(nth: int, *_: object) -> None:
        if nth == at:
            raise KeyboardInterrupt

    return progress


def test_one_snapshot_is_read_while_another_is_loaded(endpoint: Endpoint) -> None:
    engine, seen = graph_in(endpoint, "one"), []

    def read(*_: object) -> None:
        seen.append((_rows(engine, NAMED), len(_rows(engine, UNITED) or [])))

    load(endpoint, "two", SECOND, read)
    read()
    # Before the union, before the first named graph, before the second, and when all is done.
    assert seen == [(_of(FIRST), 5), (_of(FIRST), 5), (None, 5), (None, 5)]
    assert _rows(graph_in(endpoint, "two"), NAMED) == _of(SECOND)


def test_a_union_that_has_just_gone_is_not_taken_for_empty(endpoint: Endpoint) -> None:
    """What was looked at a moment ago is not looked at again; nobody reads an empty graph for that."""
    engine = graph_in(endpoint, "one")
    load(endpoint, "two", SECOND, lambda *_: None)
    with pytest.raises(EndpointError):
        engine.check()  # looks, and finds the union still there
    assert len(_rows(engine, UNITED) or []) == 5
    load(endpoint, "three", THIRD, lambda *_: None)
    assert _rows(engine, UNITED) is None


def test_a_load_that_is_cut_short_is_known_and_leaves_nothing(endpoint: Endpoint) -> None:
    """Its first graph is as big as the one that it has overwritten: counting does not find it."""
    load(endpoint, "two", SECOND, lambda *_: None)
    with pytest.raises(KeyboardInterrupt):
        load(endpoint, "three", THIRD, _stopping(at=3))
    engine = graph_in(endpoint, "two")
    assert _rows(engine, NAMED) is None
    assert len(_rows(engine, UNITED) or []) == 6
    with pytest.raises(EndpointError, match="装入中断.*请再运行 zeren endpoint load"):
        engine.check()
    load(endpoint, "two", SECOND, lambda *_: None)
    assert _rows(graph_in(endpoint, "two"), NAMED) == _of(SECOND)
    found = {row["g"].value for row in solutions(endpoint, EVERYTHING, Graphs(()))}
    assert found == {union_of("one"), union_of("two"), "urn:a:g1", "urn:a:g3"}
