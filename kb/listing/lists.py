"""All lists of one snapshot, made once when it opens."""

from collections.abc import Mapping
from dataclasses import dataclass

from kb.errors import InputError, NotFoundError
from kb.identifiers import Identifiers
from kb.listing.actions import actions_by_task
from kb.listing.chain_parts import make_chains
from kb.listing.chains import Chains
from kb.listing.deadlines import deadline_rows
from kb.listing.provisions import fact_rows, provision_rows
from kb.listing.regulations import regulation_rows
from kb.listing.source import Source
from kb.listing.tables import Row
from kb.listing.targets import target_rows
from kb.listing.tasks import task_rows
from kb.listing.units import duties, partners, unit_rows
from kb.qa.knowledge import Knowledge


@dataclass(frozen=True)
class Lists:
    """The rows; ``actions`` by the IRI of their task. Offsets are characters of the canonical text of ``document``."""

    tasks: list[Row]
    units: list[Row]
    regulations: list[Row]
    targets: list[Row]
    deadlines: list[Row]
    provisions: list[Row]
    facts: list[Row]
    actions: Mapping[str, list[Row]]
    chains: Chains

    def unit(self, wanted: str) -> Row:
        """The unit of this IRI, id (place/name), name or other name.

        :raises InputError: no unit has it, or several have.
        """
        exact = [row for row in self.units if wanted in (row["iri"], row["id"])]
        found = exact or [row for row in self.units if wanted == row["name"]]
        found = found or [row for row in self.units if wanted in row["aliases"]]
        if not found:
            raise InputError(f"没有叫“{wanted}”的单位；/api/units 列出了全部单位。")
        if len(found) > 1:
            raise InputError(f"叫“{wanted}”的单位有几个：{'、'.join(row['id'] for row in found)}；请写出其中一个。")
        return found[0]

    def unit_page(self, unit_id: str) -> Row:
        """One unit with its duties, partners and regulations.

        :raises NotFoundError: no unit has this id or IRI.
        """
        row = next((row for row in self.units if unit_id in (row["id"], row["iri"])), None)
        if row is None:
            raise NotFoundError(f"没有标识为 {unit_id} 的单位；/api/units 列出了全部单位。")
        cited = [r for r in self.regulations if any(unit["iri"] == row["iri"] for unit in r["units"])]
        shared = {"duties": duties(self.tasks, row["iri"]), "partners": partners(self.tasks, row["iri"])}
        return {**row, **shared, "regulations": cited}

    def task(self, document: str, task_id: str) -> Row:
        """:raises NotFoundError: the document has no task of this id."""
        for row in self.tasks:
            if (row["document"], row["id"]) == (document, task_id):
                return row
        raise NotFoundError(f"文件 {document} 里没有标识为 {task_id} 的任务；/api/tasks 列出了全部任务。")

    def provision(self, provision_id: str) -> Row:
        """The provision of this id (document/section), with the facts that stand in it.

        :raises NotFoundError: there is none.
        """
        for row in self.provisions:
            if row["id"] == provision_id:
                return {**row, "facts": [fact for fact in self.facts if _inside(fact, row)]}
        raise NotFoundError(f"没有标识为 {provision_id} 的条款；标识是“文件/条款位置”，如 某规划/3.3.3。")


def make_lists(knowledge: Knowledge, base_iri: str) -> Lists:
    """The lists of a snapshot whose IRIs stand under ``base_iri``."""
    source = Source(knowledge, Identifiers(base_iri))
    tasks = task_rows(source)
    units, regulations = unit_rows(source, tasks), regulation_rows(source)
    targets, deadlines = target_rows(source), deadline_rows(source)
    return Lists(
        tasks=tasks,
        units=units,
        regulations=regulations,
        targets=targets,
        deadlines=deadlines,
        provisions=provision_rows(source),
        facts=fact_rows(source),
        actions=actions_by_task(source),
        chains=make_chains(source, tasks, units, regulations, targets, deadlines),
    )


def _inside(fact: Row, provision: Row) -> bool:
    return bool(fact["document"] == provision["document"] and provision["start"] <= fact["start"] < provision["end"])
