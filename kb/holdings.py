"""The documents that a snapshot holds and where their files are: what another build needs to make it again.

A snapshot keeps its own list (:data:`HOLDINGS`), so that publishing a snapshot is the one step that adds, replaces or
removes a document: there is no second list that could disagree with it.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, Literal

from kb.errors import ConflictError, SnapshotError, no_document
from kb.snapshot import Snapshot

HOLDINGS = "documents.json"
Origin = Literal["corpus", "upload", "path"]


@dataclass(frozen=True)
class Supplied:
    """What a person wrote down of a document, over what was read; None leaves what was read."""

    title: str | None = None
    issuer: str | None = None
    number: str | None = None
    issued: date | None = None


@dataclass(frozen=True)
class Expression:
    """One issued text of a document (ELI: an expression of the work) as a file: its name and hash as received,
    ``added`` (UTC, ISO 8601) and ``by`` whom."""

    file: str
    sha256: str
    added: str = ""
    by: str = ""


@dataclass(frozen=True)
class Holding:
    """One document of the snapshot: its current expression, and those it replaced, the latest first.

    ``origin`` says where the file is: in the corpus, among the uploaded originals, or at a path that was given once.
    """

    id: str
    origin: Origin
    current: Expression
    earlier: tuple[Expression, ...] = ()
    supplied: Supplied = field(default_factory=Supplied)


@dataclass(frozen=True)
class Holdings:
    """The documents in their order, and those of the corpus that were taken out (id and hash of the file)."""

    documents: tuple[Holding, ...] = ()
    removed: tuple[tuple[str, str], ...] = ()

    def __iter__(self) -> Iterator[Holding]:
        return iter(self.documents)

    def get(self, document_id: str) -> Holding | None:
        """The document of this id."""
        return next((held for held in self.documents if held.id == document_id), None)

    def with_hash(self, sha256: str) -> Holding | None:
        """The document whose current expression is the file of this hash."""
        return next((held for held in self.documents if held.current.sha256 == sha256), None)

    def adding(self, new: Holding) -> "Holdings":
        """With a document more.

        :raises ConflictError: the id or the file is held already.
        """
        if held := self.with_hash(new.current.sha256):
            raise ConflictError(f"这份文件已在库中，标识为 {held.id}；不用再添加。")
        if self.get(new.id):
            raise ConflictError(
                f"库中已有标识为 {new.id} 的文件；要用新版本替换它，请在添加时选“替换”，否则换一个标识。"
            )
        return replace(self, documents=(*self.documents, new))

    def replacing(self, document_id: str, new: Expression, supplied: Supplied) -> "Holdings":
        """With a new expression of a document; the one it replaces is remembered.

        :raises NotFoundError: no such document. :raises ConflictError: the file is held already.
        """
        held = self._held(document_id)
        if same := self.with_hash(new.sha256):
            raise ConflictError(f"这份文件已在库中，标识为 {same.id}；没有可替换的内容。")
        changed = Holding(held.id, "upload", new, (held.current, *held.earlier), supplied)
        return replace(self, documents=tuple(changed if one is held else one for one in self.documents))

    def removing(self, document_id: str) -> "Holdings":
        """Without a document; one of the corpus stays out as long as its file is the same.

        :raises NotFoundError: no such document.
        """
        held = self._held(document_id)
        files = [held.current, *held.earlier]
        removed = (*self.removed, *((held.id, expression.sha256) for expression in files))
        return Holdings(tuple(one for one in self.documents if one is not held), tuple(dict.fromkeys(removed)))

    def _held(self, document_id: str) -> Holding:
        held = self.get(document_id)
        if held is None:
            raise no_document(document_id)
        return held


def to_json(holdings: Holdings) -> bytes:
    """The list as it is kept in a snapshot."""
    return json.dumps(asdict(holdings), ensure_ascii=False, indent=1, default=date.isoformat).encode() + b"\n"


def from_json(data: bytes) -> Holdings:
    """:raises SnapshotError: no such list."""
    try:
        raw = json.loads(data)
        documents = tuple(_holding(one) for one in raw["documents"])
        return Holdings(documents, tuple((entry[0], entry[1]) for entry in raw["removed"]))
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise SnapshotError("快照里的文件清单读不懂（由其它版本建立）；请重新运行 zeren build。") from error


def replaced_name(document_id: str, sha256: str) -> str:
    """The file of a snapshot with what was read of an expression that another one replaced."""
    return f"replaced/{document_id}/{sha256}.json"


def holdings_of(snapshot: Snapshot) -> Holdings:
    """The documents of a snapshot; none for one of a version that kept no list.

    :raises SnapshotError: the list is damaged.
    """
    return from_json(snapshot.read(HOLDINGS)) if HOLDINGS in snapshot.files else Holdings()


def _holding(raw: dict[str, Any]) -> Holding:
    supplied = raw["supplied"]
    issued = supplied["issued"]
    return Holding(
        raw["id"],
        raw["origin"],
        Expression(**raw["current"]),
        tuple(Expression(**one) for one in raw["earlier"]),
        Supplied(**{**supplied, "issued": date.fromisoformat(issued) if issued else None}),
    )
