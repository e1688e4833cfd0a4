"""Chains of responsibility as nodes and links: unit → task → what it cites, when it is due, what it is to build or reach."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kb.errors import NotFoundError

# A picture of more is read by nobody: so many neighbours of one node, and so many nodes in all.
MOST_OF_ONE, MOST = 24, 120
DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Node:
    """A thing of the picture: ``kind`` is unit, task, document, regulation, deadline, target or deliverable.

    ``key`` is the unit's id (place/name) or the task's id; ``start`` and ``end`` are the characters of ``document``
    that name a thing that has no page of its own.
    """

    id: str
    kind: str
    label: str
    document: str = ""
    key: str = ""
    start: int = 0
    end: int = 0
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """``relation`` is a role, member, part, cites, based_on, due, target or builds; the characters say so, if any do."""

    source: str
    target: str
    relation: str
    basis: str = "stated"
    document: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Part:
    """What is drawn: the nodes, the middle one first; the links between them; how many neighbours each node has, drawn or not."""

    middle: Node
    nodes: tuple[Node, ...]
    distances: Mapping[str, int]
    links: tuple[Link, ...]
    neighbours: Mapping[str, int]
    hidden: Mapping[str, int]


@dataclass(frozen=True)
class Chains:
    """All nodes by id, and the links of each."""

    nodes: Mapping[str, Node]
    _links: Mapping[str, tuple[Link, ...]] = field(repr=False)

    def node(self, wanted: str) -> Node:
        """The node of this id, unit id or name, task (document/id), document id or title.

        :raises NotFoundError: there is none.
        """
        for found in (wanted, f"unit/{wanted}", f"document/{wanted}", "document/{}/task/{}".format(*_split(wanted))):
            if found in self.nodes:
                return self.nodes[found]
        named = [node for node in self.nodes.values() if wanted and (wanted == node.label or wanted in node.aliases)]
        if not named:
            raise NotFoundError(f"关系图里没有“{wanted}”；请用单位、任务或文件的名称搜索。")
        return named[0]

    def search(self, words: str, most: int) -> list[Node]:
        """The nodes with ``words`` in a name, the best known first: units, documents, tasks, then the rest."""
        found = [node for node in self.nodes.values() if any(words in name for name in (node.label, *node.aliases))]
        return sorted(found, key=lambda node: (_KINDS.index(node.kind), -len(self._links[node.id])))[:most]

    def around(self, middle: Node, depth: int) -> Part:
        """The neighbourhood of ``middle`` up to ``depth`` links away, within MOST_OF_ONE and MOST."""
        distances = {middle.id: 0}
        for step in range(1, depth + 1):
            for one in [name for name, distance in distances.items() if distance == step - 1]:
                # Through a document all its tasks are neighbours of each other: that says nothing.
                if step > 1 and self.nodes[one].kind == DOCUMENT:
                    continue
                new = [other for other in self._neighbours(one) if other not in distances]
                for other in new[: min(MOST_OF_ONE, MOST - len(distances))]:
                    distances[other] = step
        links = {link: None for name in distances for link in self._links[name] if _both(link, distances)}
        neighbours = {name: set(self._neighbours(name)) for name in distances}
        counts = {name: len(others) for name, others in neighbours.items()}
        hidden = {name: len(others - distances.keys()) for name, others in neighbours.items()}
        return Part(middle, tuple(self.nodes[name] for name in distances), distances, tuple(links), counts, hidden)

    def _neighbours(self, name: str) -> Iterator[str]:
        yield from dict.fromkeys(link.target if link.source == name else link.source for link in self._links[name])


def chains_of(nodes: Iterable[Node], links: Iterable[Link]) -> Chains:
    """:param links: between ``nodes``; those of a node are shown in this order."""
    known: dict[str, Node] = {}
    for node in nodes:
        known.setdefault(node.id, node)
    ends: dict[str, dict[Link, None]] = defaultdict(dict)
    for link in links:
        ends[link.source][link] = ends[link.target][link] = None
    return Chains(known, {name: tuple(ends[name]) for name in known})


_KINDS = ("unit", DOCUMENT, "task", "regulation", "deadline", "target", "deliverable")


def _split(wanted: str) -> tuple[str, str]:
    document, _, task = wanted.rpartition("/")
    return document, task


def _both(link: Link, shown: Mapping[str, int]) -> bool:
    return link.source in shown and link.target in shown
