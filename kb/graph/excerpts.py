"""Excerpts of a graph, each of a few documents: what is asked of every document can be asked of a few at a time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kb.graph.namespaces import RDF
from kb.identifiers import Identifiers

# Documents of one excerpt: many enough that what every excerpt costs is little, few enough to share them out.
_DOCUMENTS = 4
_TYPE = f"<{RDF.type}>".encode()
# Of each subject what its lines say, as predicate and object.
_Said = Mapping[bytes, Mapping[bytes, bytes]]


@dataclass(frozen=True)
class Excerpt:
    """N-Triples of some documents (ids), and of what they lead to."""

    documents: frozenset[str]
    ntriples: bytes


def excerpts_of(nquads: bytes, identifiers: Identifiers, terms: frozenset[str]) -> Iterator[Excerpt]:
    """The triples whose property or class is one of ``terms`` (IRIs), some documents at a time.

    :param nquads: without blank nodes.
    """
    said = _said(nquads, frozenset(f"<{term}>".encode() for term in terms))
    own = _by_document(said, f"<{identifiers.document('')}".encode())
    ids = sorted(own)
    for first in range(0, len(ids), _DOCUMENTS):
        chosen = ids[first : first + _DOCUMENTS]
        subjects = [subject for document in chosen for subject in own[document]]
        yield Excerpt(frozenset(document.decode() for document in chosen), b"".join(_reached(subjects, said)))


def _said(nquads: bytes, terms: frozenset[bytes]) -> dict[bytes, dict[bytes, bytes]]:
    """By subject and by predicate and object, the object."""
    found: dict[bytes, dict[bytes, bytes]] = {}
    for line in nquads.splitlines():
        subject, predicate, rest = line.split(b" ", 2)
        if predicate in terms or predicate == _TYPE:
            # What follows is the graph and the full stop.
            target = rest.rsplit(b" ", 2)[0]
            if predicate in terms or target in terms:
                found.setdefault(subject, {})[predicate + b" " + target] = target
    return found


def _by_document(subjects: Iterable[bytes], prefix: bytes) -> dict[bytes, list[bytes]]:
    found: dict[bytes, list[bytes]] = {}
    for subject in subjects:
        if subject.startswith(prefix):
            found.setdefault(subject[len(prefix) : -1].split(b"/", 1)[0], []).append(subject)
    return found


def _reached(subjects: list[bytes], said: _Said) -> Iterator[bytes]:
    """The lines of the subjects, of what these name, and so on."""
    seen = set(subjects)
    while subjects:
        subject = subjects.pop()
        for line, target in said.get(subject, {}).items():
            yield subject + b" " + line + b" .\n"
            if target in said and target not in seen:
                seen.add(target)
                subjects.append(target)
