"""The documents of a snapshot: how a list of them shows each, and whether ids are theirs."""

from collections.abc import Collection, Mapping

from kb.errors import InputError
from kb.qa.knowledge import Knowledge

COLUMNS = ("id", "title", "number", "issuer", "issued")
# How many ids a refusal names: there may be thousands.
_NAMED = 5


def described(row: Mapping[str, str]) -> dict[str, str | None]:
    """A row of the knowledge's documents as lists show it; None where it was not found in the text."""
    return {name: row.get(name) for name in COLUMNS}


def check_documents(ids: Collection[str], knowledge: Knowledge) -> None:
    """:raises InputError: an id is of no document of the snapshot."""
    known = [row["id"] for row in knowledge.documents]
    unknown = sorted({*ids} - {*known})
    if unknown:
        named = "、".join(known[:_NAMED]) + (f" 等 {len(known)} 份" if len(known) > _NAMED else "")
        raise InputError(f"没有标识为 {'、'.join(unknown)} 的文件；有的是：{named}；/api/documents 列出了全部文件。")
