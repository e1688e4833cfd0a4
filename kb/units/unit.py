"""The values of the registry: aliases, units, seeds and matches."""

from dataclasses import dataclass, field

KINDS = ("printed", "full", "short", "colloquial", "former", "slip")


@dataclass(frozen=True, slots=True)
class Alias:
    """A name of a unit. ``kind`` is one of KINDS; ``valid_until`` is the last day of a former name (ISO date)."""

    text: str
    kind: str
    valid_until: str | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisation that can be responsible. ``key`` is stable and unique; so is the pair of place and name.

    ``level`` is one of state, province, prefecture, county, township or ""; ``parent`` is the key of the unit whose
    office or division this is, when the registry has it.
    """

    key: str
    name: str
    place: str
    level: str
    kind: str
    collective: bool
    # Dear to hash, and two units with one key have the same.
    aliases: tuple[Alias, ...] = field(hash=False)
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Seed:
    """One mention of a unit: as printed, with prefix restored, and the place and level of its document."""

    printed: str
    name: str
    collective: bool = False
    place: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class UnitMatch:
    """A unit named in running text: ``text`` stands at ``start..end`` and is an alias of this kind."""

    start: int
    end: int
    text: str
    unit: Unit
    kind: str
