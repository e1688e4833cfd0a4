"""The matrix of tasks and units."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kb.listing import Row

# A table of more columns is neither read nor printed by anyone.
MOST_COLUMNS = 60


@dataclass(frozen=True)
class Matrix:
    """``cells[i][j]``: the role of unit ``columns[j]`` in the i-th task, "" for none; ``left_out`` units have no column."""

    columns: list[Row]
    cells: list[list[str]]
    left_out: int


def matrix_of(tasks: Sequence[Row]) -> Matrix:
    """The matrix of these tasks, the units with most of them first."""
    heads = {unit["iri"]: unit for task in tasks for unit in task["units"]}
    counts = Counter(iri for task in tasks for iri in {unit["iri"] for unit in task["units"]})
    order = sorted(heads, key=lambda iri: (-counts[iri], iri))
    columns = order[:MOST_COLUMNS]
    cells = []
    for task in tasks:
        # The first role of a unit is the weightiest: units come ordered by role.
        roles: dict[str, str] = {}
        for unit in task["units"]:
            roles.setdefault(unit["iri"], unit["role"])
        cells.append([roles.get(iri, "") for iri in columns])
    return Matrix([heads[iri] for iri in columns], cells, len(order) - len(columns))
