"""What was read of an uploaded file, to be looked at before it counts; and what changed when it replaced another."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from kb.differences import differences
from kb.errors import ConflictError, NotFoundError, SnapshotError, no_document
from kb.exports.build import Choice, build_table
from kb.exports.definitions import definition_of
from kb.exports.filenames import file_name
from kb.exports.writers import writer_of
from kb.holdings import holdings_of, replaced_name
from kb.intake.changes import Change, as_row, folder_of, preview_settings
from kb.opening import open_material
from kb.settings import Settings
from kb.snapshot import FINDINGS, REPORT, Snapshot, open_current

Row = dict[str, Any]
# What tells two periods or versions of one plan apart in its title.
_PERIOD = re.compile(r"十[一二三四五六七八九]五|[12]\d{3}年?|[（(][^（）()]*[）)]|[“”\"\s—-]")


@dataclass(frozen=True)
class TableFile:
    """A table as a file: its name, media type and bytes."""

    name: str
    media_type: str
    data: bytes


def preview_of(settings: Settings, change: Change) -> Row:
    """What was read: the document, counts, outline, assignments, tasks without units, lines not
    understood, findings; for a replacement the
    ``differences`` to what it replaces; ``similar`` are held documents that it may be a new version of.

    :raises ConflictError: nothing was read yet.
    """
    snapshot = _preview(settings, change)
    parsed = _only_parse(snapshot)
    report = json.loads(snapshot.read(REPORT))["documents"][0]
    responsibility = [row for row in parsed["unparsed"] if row["kind"] == "responsibility"]
    return {
        "change": as_row(change),
        "document": parsed["document"],
        "counts": {
            **{name: value for name, value in report.items() if isinstance(value, int)},
            "targets": sum(row["kind"] in ("target", "planned_quantity") for row in parsed["figures"]),
        },
        "assignments_understood": len(parsed["assignments"]),
        "assignments_seen": len(parsed["assignments"]) + len(responsibility),
        "tasks_without_units": [
            {"id": task["id"], "title": task["title"], "quote": task["quote"]}
            for task in parsed["tasks"]
            if not task["units"]
        ],
        "sections": parsed["sections"],
        "assignments": parsed["assignments"],
        "unparsed": parsed["unparsed"],
        "findings": json.loads(snapshot.read(FINDINGS)),
        "similar": list(_similar(settings, change, parsed["document"]["title"])),
        "differences": _to_current(settings, change, parsed) if change.kind == "replace" else [],
    }


def preview_table(settings: Settings, change: Change, table: str, extension: str) -> TableFile:
    """A table of the document alone.

    :raises ConflictError: nothing was read yet.
    :raises InputError: no such table or format.
    """
    _preview(settings, change)
    definition = definition_of(table)
    writer = writer_of(definition, extension)
    made = build_table(open_material(preview_settings(settings, folder_of(settings, change.id))), definition, Choice())
    return TableFile(file_name(made, extension), writer.media_type, writer.write(made))


def document_differences(settings: Settings, document_id: str) -> list[Row]:
    """What changed in responsibility, unit by unit, when the current expression of a document replaced the one before.

    :raises NotFoundError: no such document, or it never replaced another.
    """
    snapshot = open_current(settings.snapshot_dir)
    held = holdings_of(snapshot).get(document_id)
    if held is None:
        raise no_document(document_id)
    name = replaced_name(document_id, held.earlier[0].sha256) if held.earlier else ""
    if name not in snapshot.files:
        raise NotFoundError(f"文件 {document_id} 没有替换过旧版本，没有可比较的内容。")
    return _compared(json.loads(snapshot.read(name)), json.loads(snapshot.read(f"parsed/{document_id}.json")))


def _preview(settings: Settings, change: Change) -> Snapshot:
    try:
        return open_current(preview_settings(settings, folder_of(settings, change.id)).snapshot_dir)
    except SnapshotError as error:
        raise ConflictError("这份文件还没有读完，或没能读懂，没有预览；请看这一项的状态。") from error


def _only_parse(snapshot: Snapshot) -> Row:
    name = next(name for name in snapshot.files if name.startswith("parsed/"))
    return dict(json.loads(snapshot.read(name)))


def _to_current(settings: Settings, change: Change, parsed: Row) -> list[Row]:
    """Against the expression that is served now."""
    name = f"parsed/{change.document}.json"
    try:
        snapshot = open_current(settings.snapshot_dir)
    except SnapshotError:
        return []
    return _compared(json.loads(snapshot.read(name)), parsed) if name in snapshot.files else []


def _compared(before: Row, after: Row) -> list[Row]:
    return [asdict(difference) for difference in differences(before, after)]


def _similar(settings: Settings, change: Change, title: str) -> Iterator[Row]:
    """Held documents of the same id, or whose titles differ in the period alone."""
    if change.kind != "add":
        return
    try:
        documents = json.loads(open_current(settings.snapshot_dir).read(REPORT))["documents"]
    except SnapshotError:
        return
    for row in documents:
        if row["id"] == change.document or (title and _PERIOD.sub("", row["title"]) == _PERIOD.sub("", title)):
            yield {"id": row["id"], "title": row["title"]}
