"""The graph as a store: loaded from N-Quads, asked by named queries, written as sorted N-Quads."""

import re
import threading
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from rdflib import Dataset, Literal, URIRef
from rdflib.exceptions import ParserError
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import ResultRow

from kb.errors import InputError, NotFoundError, SnapshotError
from kb.settings import ROOT

# rdflib's parser and evaluator keep state in module-wide grammars and in the prepared query: two threads in them give
# wrong rows or errors.
_ENGINE = threading.Lock()
QUERIES_DIR = ROOT / "ontology" / "queries"
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_IRI = re.compile(r"(?:https?://|urn:)\S+")
# SERVICE and FROM would make the engine fetch from the network.
_FORBIDDEN = {"ServiceGraphPattern": "SERVICE", "DatasetClause": "FROM"}


class GraphStore:
    """A dataset whose default graph is the union of its named graphs."""

    def __init__(self, dataset: Dataset, queries: Path = QUERIES_DIR) -> None:
        self.dataset = dataset
        self._queries = queries

    @classmethod
    def from_nquads(cls, data: str | bytes, queries: Path = QUERIES_DIR) -> "GraphStore":
        """The store of these N-Quads (UTF-8).

        :raises SnapshotError: they are no N-Quads.
        """
        dataset = Dataset(default_union=True)
        try:
            dataset.parse(data=data, format="nquads")
        except (ParserError, UnicodeDecodeError) as error:
            raise SnapshotError(f"图谱文件损坏，不是合法的 N-Quads：{error}。请重新运行 zeren build。") from error
        return cls(dataset, queries)

    def select(self, query: str, bindings: Mapping[str, str] | None = None) -> list[dict[str, str]]:
        """The rows of a SELECT query, given as text or as the name of a file in the query directory.

        ``bindings`` fill variables before the query runs: a value that begins with http://, https:// or urn: is an
        IRI, any other a string. They are terms, never text of the query. A row holds no key for an unbound variable.

        :raises NotFoundError: no query of this name.
        :raises InputError: the text is no SELECT query, or wants to reach other servers.
        """
        text = self._text_of(query)
        terms = {name: _term(value) for name, value in (bindings or {}).items()}
        with _ENGINE:
            result = self.dataset.query(_prepared(text), initBindings=terms)
            return [
                {str(name): str(value) for name, value in row.asdict().items()}
                for row in result
                if isinstance(row, ResultRow)
            ]

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
    lines = dataset.serialize(format="nquads", encoding="utf-8").split(b"\n")
    return b"".join(line + b"\n" for line in sorted(set(lines)) if line)


@lru_cache(maxsize=256)
def _prepared(text: str) -> Query:
    try:
        query = prepareQuery(text)
    except Exception as error:  # rdflib lets errors of several libraries through
        raise InputError(f"SPARQL 查询有语法错误：{error}") from error
    if query.algebra.name != "SelectQuery":
        raise InputError("只接受 SELECT 查询。")
    for name in _parts(query.algebra):
        if name in _FORBIDDEN:
            raise InputError(f"查询不得使用 {_FORBIDDEN[name]}：图谱不访问其他服务器。")
    return query


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


def _term(value: str) -> URIRef | Literal:
    return URIRef(value) if _IRI.fullmatch(value) else Literal(value)
