"""Which snapshot an endpoint holds: a mark in a graph of its own, written last; and the graph of that snapshot.

An endpoint holds the union of a snapshot's graphs under a name with the snapshot's id, each triple once, and the
named graphs under their own names. Whoever reads a snapshot names its union, and goes on reading it while another
snapshot is loaded beside it. The named graphs are overwritten in place: the mark says so before the first of them is,
and until all are.
"""

from collections import defaultdict
from dataclasses import dataclass

from kb.graph.endpoint.address import Endpoint
from kb.graph.endpoint.asking import MARK_S, Graphs, solutions

MARK = "urn:zeren:snapshots"
UNION = "urn:zeren:snapshot:"
_CURRENT, _BEFORE, _PART = (f"<http://purl.org/dc/terms/{name}>" for name in ("hasVersion", "replaces", "hasPart"))
_LOADING = "<urn:zeren:loading>"
_SAID = "SELECT ?s ?p ?o { ?s ?p ?o }"


@dataclass(frozen=True)
class Held:
    """What the mark says: the snapshot, the names of its graphs, and the snapshot before it, whose union is kept for
    services that still read it ("" where there was none). ``loading`` are the graphs that a load under way, or one that
    was cut short, writes: while there are any, nobody knows what the named graphs hold."""

    snapshot: str
    graphs: tuple[str, ...]
    before: str = ""
    loading: tuple[str, ...] = ()

    def triples(self) -> bytes:
        """The mark as N-Triples."""
        here = f"<{union_of(self.snapshot)}>"
        lines = [f"<{MARK}> {_CURRENT} {here} .", *(f"{here} {_PART} <{name}> ." for name in self.graphs)]
        if self.before:
            lines.append(f"{here} {_BEFORE} <{union_of(self.before)}> .")
        lines += [f"<{MARK}> {_LOADING} <{name}> ." for name in self.loading]
        return "".join(f"{line}\n" for line in lines).encode()


def union_of(snapshot: str) -> str:
    """The name of the graph that is the union of the snapshot's graphs."""
    return f"{UNION}{snapshot}"


def held_by(endpoint: Endpoint, seconds: float = MARK_S) -> Held | None:
    """What the endpoint holds, None where it has no mark.

    :param seconds: how long the endpoint may be silent.
    :raises EndpointError: it is away, or refuses.
    """
    said: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in solutions(endpoint, _SAID, Graphs((MARK,)), seconds):
        subject, predicate, target = (term.value for term in row if term)
        said[subject, f"<{predicate}>"].add(target)
    union = next(iter(said[MARK, _CURRENT]), "")
    if not union:
        return None
    before = next(iter(said[union, _BEFORE]), "")
    graphs, loading = (tuple(sorted(said[of])) for of in ((union, _PART), (MARK, _LOADING)))
    return Held(union.removeprefix(UNION), graphs, before.removeprefix(UNION), loading)
