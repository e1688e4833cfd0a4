"""What a key holder can do with documents, the same for programs and for pages."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, cast

from fastapi import Depends, Request, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from api.access.checks import AuditDep, PrincipalDep
from api.dependencies import OpenedDep, RunnerDep, SettingsDep
from api.intake.receiving import limited, receive
from api.intake.running import Runner
from kb.access.audit import Audit
from kb.errors import ConflictError, InputError, NotFoundError
from kb.holdings import Holdings
from kb.intake import changes
from kb.intake.changes import Change, Kind
from kb.settings import Settings

# The fields beside the file, with room for what clients add.
_MOST_FIELDS = 8


class Publication(BaseModel):
    """What a person puts right when publishing; what is not given stays as it was read."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"issuer": "示例县安全生产委员会", "issued": "2024-03-01"}]}
    )

    title: str | None = Field(default=None, max_length=200, description="标题")
    issuer: str | None = Field(default=None, max_length=100, description="发文机关")
    number: str | None = Field(default=None, max_length=60, description="发文字号")
    issued: date | None = Field(default=None, description="成文日期")
    document: str | None = Field(
        default=None,
        max_length=80,
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        description="新文件的标识：小写字母、数字、连字符",
    )
    replaces: str | None = Field(default=None, max_length=200, description="改为替换这份文件（标识）")


@dataclass(frozen=True)
class Desk:
    """Changes in the name of one key holder; ``holdings`` are the documents that are served."""

    settings: Settings
    runner: Runner
    holdings: Holdings
    audit: Audit
    who: str

    async def upload(self, request: Request, replaces: str = "") -> Change:
        """Take in the file of a multipart form, as a new document or in place of one; reading begins.

        :raises NotFoundError: there is no document to replace.
        :raises InputError: no form, or no file in it. :raises ZerenError: see :func:`receive`.
        """
        if replaces:
            self._check_held(replaces)
        if not request.headers.get("content-type", "").startswith("multipart/form-data"):
            raise InputError("请以 multipart/form-data 上传，文件放在名为 file 的一项里。")
        kind: Kind = "replace" if replaces else "add"
        async with limited(request, self.settings.max_file_bytes).form(max_files=1, max_fields=_MOST_FIELDS) as form:
            file = form.get("file")
            if not hasattr(file, "filename"):
                raise InputError("表单里没有文件；请把文件放在名为 file 的一项里。")
            change = await receive(self.settings, self.holdings, cast(UploadFile, file), kind, replaces, self.who)
            change = replace(change, at_once=form.get("publish") == "true")
            changes.save(self.settings, change)
        await self._record("upload", change)
        self.runner.wake()
        return change

    async def remove(self, document_id: str) -> Change:
        """Begin to take a document out.

        :raises NotFoundError: there is none.
        """
        self._check_held(document_id)
        change = replace(changes.create(self.settings, "remove", document_id, self.who), state="approved")
        changes.save(self.settings, change)
        self.runner.wake()
        return change

    async def publish(self, change_id: str, publication: Publication) -> Change:
        """Begin to publish what was read.

        :raises NotFoundError: no such change, or no document to replace.
        :raises ConflictError: it is not read, or published already.
        """
        change = await self.runner.view(change_id)
        if change.state != "ready":
            raise ConflictError(f"这一项现在是 {change.state}，不能发布；读完（ready）的才能发布。")
        if publication.replaces:
            self._check_held(publication.replaces)
        change = _corrected(change, publication)
        changes.save(self.settings, change)
        self.runner.wake()
        return change

    async def discard(self, change_id: str) -> None:
        """Give up a change, with its file.

        :raises NotFoundError: there is none. :raises ConflictError: a process works at it.
        """
        await self._record("discard", changes.discard(self.settings, change_id))

    def _check_held(self, document_id: str) -> None:
        if not self.holdings.get(document_id):
            raise NotFoundError(f"没有标识为 {document_id} 的文件；/api/documents 列出了全部文件。")

    async def _record(self, action: str, change: Change) -> None:
        detail = {"change": change.id, "file": change.file, "sha256": change.sha256}
        await asyncio.to_thread(self.audit.record, action, change.document, **detail)


def _corrected(change: Change, publication: Publication) -> Change:
    kind: Kind = "replace" if publication.replaces else change.kind
    document = publication.replaces or (publication.document if kind == "add" else None) or change.document
    return replace(
        change,
        kind=kind,
        document=document,
        state="approved",
        error="",
        title=publication.title or change.title,
        issuer=publication.issuer or change.issuer,
        number=publication.number or change.number,
        issued=publication.issued.isoformat() if publication.issued else change.issued,
    )


async def _desk(
    settings: SettingsDep, runner: RunnerDep, opened: OpenedDep, audit: AuditDep, principal: PrincipalDep
) -> Desk:
    return Desk(settings, runner, opened.holdings, audit, principal.name)


DeskDep = Annotated[Desk, Depends(_desk)]
