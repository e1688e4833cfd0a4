"""The units of an answer as the page shows them: one chip each, told apart by their places where their names do not."""

from collections.abc import Iterator, Sequence

from kb.listing import Row, unit_id

# The weightiest role first, as it gives the chip its look.
_WEIGHT = ("lead", "responsible", "participate", "guide")


def chips_of(units: Sequence[Row], base: str) -> list[Row]:
    """A unit with all its ``roles`` (each with its basis) in one row; ``beside`` is its place where another unit of the
    answer has the same name, else "". A body that no statement names is no unit of the graph: it has no IRI, and no page.
    """
    found: dict[tuple[str, str], Row] = {}
    for unit in units:
        row = found.setdefault((unit["iri"], unit["name"]), {**unit, "id": unit_id(unit["iri"], base), "roles": []})
        given = {"role": unit["role"], "basis": unit["basis"]}
        row["roles"] += [given] if given not in row["roles"] else []
    names = [row["name"] for row in found.values()]
    return [
        {
            **row,
            "role": (roles := sorted(row["roles"], key=_weight))[0]["role"],
            "roles": roles,
            "beside": _place(row) if names.count(row["name"]) > 1 else "",
        }
        for row in found.values()
    ]


def questions_of(follow_ups: Sequence[str], chips: Sequence[Row]) -> list[str]:
    """The follow-ups, where one speaks of a unit that several places have, one question for each place.

    >>> chips = [{"name": "县水利局", "beside": place, "id": f"{place}/县水利局"} for place in ("清河县", "柏河县")]
    >>> questions_of(["县水利局承担哪些任务？", "谁负责巡查？"], chips)
    ['清河县水利局承担哪些任务？', '柏河县水利局承担哪些任务？', '谁负责巡查？']
    """
    return list(dict.fromkeys(placed for text in follow_ups for placed in _placed(text, chips)))


def _placed(text: str, chips: Sequence[Row]) -> Iterator[str]:
    same = [row for row in chips if row["beside"] and row["name"] in text]
    for row in same:
        place, name = row["beside"], row["name"]
        # 清河县 and 县水利局 are 清河县水利局.
        whole = name if name.startswith(place) else place + name.removeprefix(place[-1])
        yield text.replace(name, whole, 1)
    if not same:
        yield text


def _place(unit: Row) -> str:
    return str(unit["id"]).rpartition("/")[0]


def _weight(given: Row) -> int:
    return _WEIGHT.index(given["role"]) if given["role"] in _WEIGHT else len(_WEIGHT)
