"""An endpoint is loaded graph by graph; its mark says which snapshot it holds, and a service reads no other."""

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from kb import cli, opening, opening_graph
from kb.errors import EndpointError, InputError
from kb.graph.endpoint.address import Endpoint, endpoint_of
from kb.graph.endpoint.asking import Graphs, solutions
from kb.graph.endpoint.held import MARK, held_by, union_of
from kb.graph.endpoint.loading import load, split
from kb.intake import library
from kb.settings import Settings
from kb.snapshot import open_current
from tests.endpoints import oxigraph, virtuoso
from tests.graph.endpoint.conftest import fill

LINE = '<urn:a:s{n}> <urn:a:p> "{n}" <urn:a:g{g}> .\n'
FIRST = "".join(LINE.format(n=n, g=g) for n in range(5) for g in (1, 2)).encode()
SECOND = "".join(LINE.format(n=n, g=g) for n in range(3, 9) for g in (1, 3)).encode()


def _size(endpoint: Endpoint, graph: str) -> int:
    (row,) = solutions(endpoint, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", Graphs((graph,)))
    return int(row["n"].value)


def test_each_graph_is_replaced_as_a_whole_and_the_union_before_is_kept(remote: Settings) -> None:
    """A service that reads the snapshot before goes on with its union; a graph that is in no snapshot any more goes."""
    endpoint = endpoint_of(remote)
    assert endpoint is not None
    for snapshot, data in (("one", FIRST), ("two", SECOND), ("two", SECOND)):
        load(endpoint, snapshot, data, lambda *_: None)
    held = held_by(endpoint)
    assert held is not None
    assert (held.snapshot, held.before, held.graphs) == ("two", "one", ("urn:a:g1", "urn:a:g3"))
    sizes = {name: _size(endpoint, name) for name in (union_of("one"), union_of("two"), *split(FIRST), *split(SECOND))}
    assert sizes == {union_of("one"): 5, union_of("two"): 6, "urn:a:g1": 6, "urn:a:g2": 0, "urn:a:g3": 6}
    fill(remote)
    assert _size(endpoint, union_of("one")) == 0
    opening.open_material(remote)


def test_what_else_the_endpoint_holds_is_not_seen(remote: Settings) -> None:
    endpoint = endpoint_of(remote)
    assert endpoint is not None
    auth = httpx.DigestAuth(remote.sparql_user, remote.sparql_password)
    other = b"<urn:other:s> a <https://w3id.org/zeren/ontology#Task> ."
    sent = httpx.put(
        remote.sparql_graph_store,
        params={"graph": "urn:other:g"},
        content=other,
        headers={"Content-Type": "text/turtle"},
        auth=auth,
    )
    assert sent.is_success
    store = opening_graph.open_graph(open_current(remote.snapshot_dir), remote)
    assert store.select("SELECT ?g { { GRAPH ?g { <urn:other:s> ?p ?o } } UNION { <urn:other:s> ?g ?o } }") == []
    assert "urn:other:g" not in store.graphs


def test_another_snapshot_or_none_or_no_endpoint_is_said(built: Settings, tmp_path: Path) -> None:
    with oxigraph(built, tmp_path) as settings:
        endpoint = endpoint_of(settings)
        assert endpoint is not None
        with pytest.raises(EndpointError, match="没有装当前的快照 .*；请运行 zeren endpoint load"):
            opening.open_knowledge(settings)
        load(endpoint, "another", FIRST, lambda *_: None)
        with pytest.raises(EndpointError, match="装的是快照 another，不是当前的 .*；请运行 zeren endpoint load"):
            opening.open_material(settings)
        fill(settings)
        opening.open_material(settings)
    with pytest.raises(EndpointError, match="没有应答（连不上.*ZEREN_SPARQL_ENDPOINT") as caught:
        opening.open_material(settings)
    assert caught.value.status == 503


def test_the_command(
    built: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with oxigraph(built, tmp_path) as settings:
        monkeypatch.setenv("ZEREN_SNAPSHOT_DIR", str(settings.snapshot_dir))
        assert cli.main(["endpoint", "status"]) == 2
        assert "ZEREN_SPARQL_ENDPOINT" in capsys.readouterr().err
        monkeypatch.setenv("ZEREN_SPARQL_ENDPOINT", settings.sparql_endpoint)
        assert cli.main(["endpoint", "load"]) == 2
        assert "ZEREN_SPARQL_GRAPH_STORE" in capsys.readouterr().err
        monkeypatch.setenv("ZEREN_SPARQL_GRAPH_STORE", settings.sparql_graph_store)
        assert cli.main(["endpoint", "status"]) == 1
        assert "请运行 zeren endpoint load" in capsys.readouterr().out
        assert cli.main(["endpoint", "load"]) == 0
        assert cli.main(["endpoint", "status"]) == 0
        assert "装的是当前的快照" in capsys.readouterr().out


def test_one_load_at_a_time(
    built: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Publishing loads, too: two at once would leave graphs of both."""
    with oxigraph(built, tmp_path) as settings:
        monkeypatch.setenv("ZEREN_SNAPSHOT_DIR", str(settings.snapshot_dir))
        monkeypatch.setenv("ZEREN_SPARQL_ENDPOINT", settings.sparql_endpoint)
        monkeypatch.setenv("ZEREN_SPARQL_GRAPH_STORE", settings.sparql_graph_store)
        monkeypatch.setattr(library, "_PATIENCE_S", 0)
        with library.alone(settings):
            assert cli.main(["endpoint", "load"]) == 2
            assert "另一处正在更改文件库" in capsys.readouterr().err
            assert cli.main(["endpoint", "status"]) == 1


def test_a_wrong_password_and_an_address_that_is_none(remote: Settings) -> None:
    if remote.sparql_user:
        endpoint = endpoint_of(replace(remote, sparql_password="wrong"))  # noqa: S106
        assert endpoint is not None
        with pytest.raises(EndpointError, match="不准访问（401）.*ZEREN_SPARQL_PASSWORD"):
            load(endpoint, "one", FIRST, lambda *_: None)
        assert "wrong" not in repr(endpoint)
    with pytest.raises(EndpointError, match="答 40"):
        opening.open_material(replace(remote, sparql_endpoint=f"{remote.sparql_endpoint}-not"))
    with pytest.raises(InputError) as refused:
        replace(remote, sparql_endpoint="http://user:secret@127.0.0.1/")  # pragma: allowlist secret
    assert "secret" not in str(refused.value)
    # What stands behind a question mark would be lost, or be sent with every query.
    with pytest.raises(InputError, match="ZEREN_SPARQL_ENDPOINT.*没有 [?]"):
        replace(remote, sparql_endpoint="http://127.0.0.1/sparql?timeout=1")


def test_a_result_that_is_cut_short_is_an_error(built: Settings, tmp_path: Path) -> None:
    """Virtuoso leaves rows out without a word in the result; whoever took it for all would lose tasks."""
    with virtuoso(built, tmp_path, rows=100) as settings:
        fill(settings)
        with pytest.raises(EndpointError, match="只给 100 行，结果不全"):
            opening.open_material(settings)


def test_a_load_that_is_cut_short_leaves_no_mark_of_it(built: Settings, tmp_path: Path) -> None:
    with oxigraph(built, tmp_path) as settings:
        endpoint = endpoint_of(settings)
        assert endpoint is not None

        def stop(nth: int, *_: object) -> None:
            if nth == 2:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            load(endpoint, "one", FIRST, stop)
        assert held_by(endpoint) is None
        assert _size(endpoint, MARK) == 0
        load(endpoint, "one", FIRST, lambda *_: None)
        assert _size(endpoint, union_of("one")) == 5
