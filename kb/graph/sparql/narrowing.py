"""A query that has passed the guard, made ready for a server that is not ours: nothing that only some engines know, no
graph but those of the snapshot."""

import re
from collections.abc import Collection, Sequence
from itertools import pairwise
from urllib.parse import urljoin

from kb.errors import QueryError
from kb.graph.endpoint.asking import Graphs
from kb.graph.namespaces import XSD
from kb.graph.sparql.lexing import Lexed, Token, position
from kb.graph.sparql.vocabulary import declarations
from kb.graph.sparql.wire import NO_GRAPH

_BRACKET = re.compile(r"\s*\(")
_CALL = re.compile(r"<[^<>\"{}|^`\s]*>\s*\(")


def check_functions(query: Lexed) -> None:
    """Functions named by IRIs are what engines add to SPARQL (Virtuoso's reach into its host); casts are not.

    :raises QueryError: the query calls another.
    """
    prefixes = declarations(query.tokens)
    called = [token for token in query.tokens if token.kind in ("iri", "name") and _calls(query, token)]
    starts = [token.start for token in called if not _iri(token, prefixes, "").startswith(str(XSD))]
    # Behind some operators < could be "less than", and what follows it is no token of its own.
    starts += [found.start() for found in _CALL.finditer(query.bare)]
    if starts:
        line, column = position(query.text, min(starts))
        raise QueryError(f"第 {line} 行第 {column} 列：这里像是调用函数；本服务只有 SPARQL 1.1 的函数。", line, column)


def _calls(query: Lexed, token: Token) -> bool:
    return _BRACKET.match(query.bare, token.start + len(token.text)) is not None


def narrowed(query: Lexed, base: str, given: Graphs | None, own: Graphs) -> tuple[str, Graphs]:
    """The query without its FROM clauses, and the graphs that it is of.

    :param base: what relative IRIs of the query are relative to.
    :param given: the protocol's dataset, which stands in place of the query's own.
    :param own: the graphs of the snapshot; others are as empty as graphs that do not exist.
    """
    text, chosen = _without_dataset(query, base)
    chosen = given or chosen
    if not any(token.text.upper() == "BASE" for token in query.tokens if token.kind == "word"):
        text = f"BASE <{base}> {text}"
    if chosen is None:
        return text, own
    return text, Graphs(_known(chosen.default, own.named), _known(chosen.named, own.named))


def _known(names: Sequence[str], own: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name in own) or (NO_GRAPH,)


def _without_dataset(query: Lexed, base: str) -> tuple[str, Graphs | None]:
    tokens = [token for token in query.tokens if token.kind != "comment"]
    prefixes, base = declarations(tokens), _base_of(tokens, base)
    found: dict[bool, list[str]] = {False: [], True: []}
    text = query.text
    for nth, token in enumerate(tokens):
        if token.kind == "word" and token.text.upper() == "FROM":
            named = tokens[nth + 1].text.upper() == "NAMED"
            graph = tokens[nth + 1 + named]
            found[named].append(_iri(graph, prefixes, base))
            end = graph.start + len(graph.text)
            text = text[: token.start] + " " * (end - token.start) + text[end:]
    return text, Graphs(tuple(found[False]), tuple(found[True])) if any(found.values()) else None


def _base_of(tokens: Sequence[Token], base: str) -> str:
    """What relative IRIs behind the query's own BASE, if it has one, are relative to."""
    for word, iri in pairwise(tokens):
        if word.kind == "word" and word.text.upper() == "BASE" and iri.kind == "iri":
            base = urljoin(base, iri.text[1:-1])
    return base


def _iri(token: Token, prefixes: dict[str, str], base: str) -> str:
    """The IRI that a token names."""
    if token.kind == "iri":
        return urljoin(base, token.text[1:-1])
    prefix, _, local = token.text.partition(":")
    return urljoin(base, prefixes.get(prefix, "")) + local
