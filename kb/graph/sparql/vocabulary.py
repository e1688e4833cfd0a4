"""Prefixes and terms a query names, against those that exist: a slip of the pen must not look like an empty answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from rdflib import RDF, RDFS, Literal, URIRef

from kb.errors import QueryError
from kb.graph.namespaces import PREFIXES, ZR
from kb.graph.ontology import ONTOLOGY_FILE, load_ontology
from kb.graph.sparql.lexing import Lexed, Token, position

_SHOWN = 3
_CLOSE = 0.5
# Of a name that does not exist, in characters.
_LONGEST = 80


@dataclass(frozen=True)
class Vocabulary:
    """``terms`` are the local names of the ontology with their Chinese labels; ``prefixes`` the usual ones."""

    terms: Mapping[str, str]
    prefixes: Mapping[str, str]

    def check(self, query: Lexed) -> None:
        """Look at every name of the query.

        :raises QueryError: an undeclared prefix, or a term in the ontology's namespace that it does not define.
        """
        text = query.text
        found = [token for token in query.tokens if token.kind != "comment"]
        declared = declarations(found)
        for previous, token in zip([None, *found], found, strict=False):
            if token.kind == "iri":
                self._check_term(text, token, token.text[1:-1])
            elif token.kind == "name" and not (previous and previous.text.upper() == "PREFIX"):
                prefix, _, local = token.text.partition(":")
                if prefix not in declared:
                    raise self._unknown_prefix(text, token, prefix)
                self._check_term(text, token, declared[prefix] + local)

    def _check_term(self, text: str, token: Token, iri: str) -> None:
        name = iri.removeprefix(ZR)
        if name != iri and name and name not in self.terms:
            near = tuple(f"zr:{term}" for term in self._nearest(name))
            shown = "、".join(f"{item}（{self.terms[item[3:]]}）" for item in near)
            advice = f"最接近的是 {shown}。" if near else "本体的全部词见 docs/ontology.md。"
            raise _located(text, token, f"本体里没有 {token.text[:_LONGEST]}；{advice}", near)

    def _nearest(self, name: str) -> list[str]:
        """Terms spelt alike, or whose Chinese label is alike."""
        keys = {term.casefold(): term for term in self.terms} | {label: term for term, label in self.terms.items()}
        close = get_close_matches(name.casefold(), keys, n=_SHOWN, cutoff=_CLOSE)
        return list(dict.fromkeys(keys[key] for key in close))

    def _unknown_prefix(self, text: str, token: Token, prefix: str) -> QueryError:
        near = [prefix] if prefix in self.prefixes else get_close_matches(prefix, self.prefixes, n=1, cutoff=0)
        lines = tuple(f"PREFIX {name}: <{self.prefixes[name]}>" for name in near)
        advice = f"请在查询开头加上 {lines[0]}" if prefix in self.prefixes else f"最接近的是 {lines[0]}"
        return _located(text, token, f"前缀 {prefix[:_LONGEST]}: 没有声明；{advice}。", lines)


def load_vocabulary(ontology: Path = ONTOLOGY_FILE) -> Vocabulary:
    """The terms of the ontology file.

    :raises RuleError: the file is malformed.
    """
    graph = load_ontology(ontology)
    declared = {s for s in graph.subjects(RDF.type) if isinstance(s, URIRef) and s.startswith(ZR)}
    return Vocabulary({term.removeprefix(ZR): _label(graph.objects(term, RDFS.label)) for term in declared}, PREFIXES)


def _label(labels: Iterable[object]) -> str:
    return next((str(label) for label in labels if isinstance(label, Literal) and label.language == "zh"), "")


def declarations(found: Sequence[Token]) -> dict[str, str]:
    """The prefixes that the query declares."""
    return {
        name.text[:-1]: iri.text[1:-1]
        for word, name, iri in zip(found, found[1:], found[2:], strict=False)
        if word.text.upper() == "PREFIX" and name.kind == "name" and iri.kind == "iri"
    }


def _located(text: str, token: Token, message: str, suggestions: tuple[str, ...]) -> QueryError:
    line, column = position(text, token.start)
    return QueryError(f"第 {line} 行第 {column} 列：{message}", line, column, suggestions)
