"""The graph as a store: asked by named queries, in this process or in an endpoint; written as sorted N-Quads."""

import re
import threading
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox
from rdflib import Dataset
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from kb.errors import InputError, NotFoundError, SnapshotError
from kb.graph.lines import nquads
from kb.graph.oxigraph import in_memory
from kb.graph.sparql.lexing import lex
from kb.graph.statements import Term, dataset_with, statements
from kb.settings import ROOT

# rdflib's parser keeps state in module-wide grammars: two threads in it give wrong queries or errors.
_PARSER = threading.Lock()
QUERIES_DIR = ROOT / "ontology" / "queries"
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_IRI = re.compile(r"(?:https?://|urn:)\S+")
# SERVICE and FROM would make the engine fetch from the network.
_FORBIDDEN = {"ServiceGraphPattern": "SERVICE", "DatasetClause": "FROM"}


class Engine(Protocol):
    """What answers queries of a graph whose default graph is the union of its named graphs, each triple once."""

    @property
    def graphs(self) -> frozenset[str]:
        """The IRIs of the named graphs."""

    def solutions(self, query: str) -> ox.QuerySolutions:
        """The solutions of a SELECT query."""


class LocalEngine:
    """The graph in this process, in Oxigraph, which is a hundred times as fast over many documents as rdflib."""

    def __init__(self, store: ox.Store) -> None:
        """:param store: its default graph is the union of the others; it is not changed any more."""
        self._store = store

    @property
    def graphs(self) -> frozenset[str]:
        """The IRIs of the named graphs."""
        return frozenset(name.value for name in self._store.named_graphs() if isinstance(name, ox.NamedNode))

    def solutions(self, query: str) -> ox.QuerySolutions:
        """The solutions of a SELECT query."""
        found = self._store.query(query)
        assert isinstance(found, ox.QuerySolutions), "a SELECT query has solutions"
        return found


class GraphStore:
    """A graph asked by queries that are known to be harmless, whatever engine answers them."""

    def __init__(self, source: Engine | Dataset, queries: Path = QUERIES_DIR) -> None:
        """:param source: what answers, or a graph that is not changed any more."""
        self._engine = LocalEngine(in_memory(to_nquads(source))) if isinstance(source, Dataset) else source
        self._queries = queries

    @cached_property
    def dataset(self) -> Dataset:
        """The whole graph in rdflib, for who walks from node to node; made when first asked for, which takes long."""
        return dataset_with(statements(self.terms))

    @property
    def graphs(self) -> frozenset[str]:
        """The IRIs of the named graphs."""
        return self._engine.graphs

    @classmethod
    def from_nquads(cls, data: str | bytes, queries: Path = QUERIES_DIR) -> "GraphStore":
        """The store of these N-Quads (UTF-8).

        :raises SnapshotError: they are no N-Quads.
        """
        try:
            return cls(LocalEngine(in_memory(data.encode() if isinstance(data, str) else data)), queries)
        except SyntaxError as error:
            raise SnapshotError(f"图谱文件损坏，不是合法的 N-Quads：{error}。请重新运行 zeren build。") from error

    def select(self, query: str, bindings: Mapping[str, str] | None = None) -> list[dict[str, str]]:
        """The rows of a SELECT query, given as text or as the name of a file in the query directory.

        ``bindings`` fill variables before the query runs: a value that begins with http://, https:// or urn: is an
        IRI, any other a string. They are terms, never text of the query. A row holds no key for an unbound variable.

        :raises NotFoundError: no query of this name.
        :raises InputError: the text is no SELECT query, or wants to reach other servers.
        :raises EndpointError: the graph is in an endpoint that is away, or refuses.
        """
        text = self._text_of(query)
        # The queries of the directory are ours, each of them run by a test.
        if text is query:
            with _PARSER:
                _check(text)
        # In a frame of its own: the parser's exceptions keep this one alive, and solutions must go in their own thread.
        return self._rows(_bound(text, bindings) if bindings else text)

    def each(self, query: str) -> Iterator[dict[str, str]]:
        """The rows of the query of this name in the query directory, one after the other; otherwise as :meth:`select`."""
        found = self._engine.solutions(read_query(self._queries / f"{query}.rq"))
        names = [variable.value for variable in found.variables]
        for row in found:
            # No row holds a triple term, the one kind of term without a value.
            yield {name: term.value for name, term in zip(names, row, strict=True) if term is not None}

    def terms(self, query: str) -> list[dict[str, Term]]:
        """The rows of a SELECT query of the code's own, as terms; otherwise as :meth:`select`."""
        found = self._engine.solutions(query)
        names = [variable.value for variable in found.variables]
        return [{name: term for name, term in zip(names, row, strict=True) if term is not None} for row in found]

    def _rows(self, text: str) -> list[dict[str, str]]:
        # No row holds a triple term, the one kind of term without a value.
        return [{name: term.value for name, term in row.items()} for row in self.terms(text)]

    def _text_of(self, query: str) -> str:
        return read_query(self._queries / f"{query}.rq") if _NAME.fullmatch(query) else query


@lru_cache(maxsize=256)
def read_query(path: Path) -> str:
    """The text of a query file.

    :raises NotFoundError: there is none.
    """
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise NotFoundError(f"没有名为 {path.stem} 的查询；可用的查询见 {path.parent.name} 目录。") from error


def to_nquads(dataset: Dataset) -> bytes:
    """The dataset as N-Quads, sorted: equal datasets without blank nodes give equal bytes."""
    return b"".join(sorted(set(nquads(dataset))))


@lru_cache(maxsize=256)
def _check(text: str) -> None:
    """:raises InputError: the text is no SELECT query, or wants to reach other servers."""
    try:
        query = prepareQuery(text)
    except Exception as error:  # rdflib lets errors of several libraries through
        raise InputError(f"SPARQL 查询有语法错误：{error}") from error
    if query.algebra.name != "SelectQuery":
        raise InputError("只接受 SELECT 查询。")
    for name in _parts(query.algebra):
        if name in _FORBIDDEN:
            raise InputError(f"查询不得使用 {_FORBIDDEN[name]}：图谱不访问其他服务器。")


def _parts(node: object) -> set[str]:
    """The names of all parts of a query."""
    names: set[str] = set()
    open_nodes = [node]
    while open_nodes:
        current = open_nodes.pop()
        if isinstance(current, CompValue):
            names.add(current.name)
            open_nodes.extend(current.values())
        elif isinstance(current, list | tuple | set):
            open_nodes.extend(current)
    return names


def _bound(text: str, bindings: Mapping[str, str]) -> str:
    """The query with its variables given their values at the head of its WHERE: all engines take them there for part of
    the pattern, and not all of them take what stands behind a query."""
    start = lex(text).bare.index("{") + 1
    names, values = (" ".join(items) for items in ((f"?{name}" for name in bindings), map(_term, bindings.values())))
    return f"{text[:start]} VALUES ({names}) {{ ({values}) }} {text[start:]}"


def _term(value: str) -> str:
    """The term as SPARQL writes it; the engine escapes what a string holds and refuses an IRI that is none."""
    try:
        return str(ox.NamedNode(value)) if _IRI.fullmatch(value) else str(ox.Literal(value))
    except ValueError:
        return str(ox.Literal(value))
