"""What a key holder can do with documents, the same for programs and for pages."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Annotated, cast

from fastapi import Depends, Request, UploadFile
from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from api.access.checks import AuditDep
from api.dependencies import OpenedDep, RunnerDep, SettingsDep
from api.intake.receiving import receive
from api.intake.running import Runner
from kb.access.audit import Actor, Audit
from kb.errors import InputError, no_document
from kb.holdings import Holdings
from kb.intake import changes
from kb.intake.changes import Change, Kind
from kb.settings import Settings

# The fields beside the file, with room for what clients add.
_MOST_FIELDS = 8
# What Starlette says of a form that it cannot read.
_UNREADABLE = 400


class Publication(BaseModel):
    """What a person puts right when publishing; what is not given stays as it was read."""

    # A mistyped name would publish uncorrected.
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"issuer": "示例县安全生产委员会", "issued": "2024-03-01"}]}
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
class Editor:
    """Changes in the name of one key holder; ``holdings`` are the documents that are served, ``titles`` theirs by id."""

    settings: Settings
    runner: Runner
    holdings: Holdings
    titles: Mapping[str, str]
    audit: Audit

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
        async with _form(request) as form:
            file = form.get("file")
            if not hasattr(file, "filename"):
                raise InputError("表单里没有文件；请把文件放在名为 file 的一项里。")
            change = await receive(
                self.settings, self.holdings, cast(UploadFile, file), kind, replaces, self.audit.actor
            )
            if form.get("publish") == "true":
                change = replace(_approved(change, self.audit.actor), at_once=True)
            change = replace(change, state="received")
            await asyncio.to_thread(changes.save, self.settings, change)
        await self._record("upload", change)
        self.runner.wake()
        return change

    async def remove(self, document_id: str) -> Change:
        """Begin to take a document out.

        :raises NotFoundError: there is none.
        """
        self._check_held(document_id)
        change = await asyncio.to_thread(self._removal, document_id)
        await self._record("approve", change)
        self.runner.wake()
        return change

    def _removal(self, document_id: str) -> Change:
        actor = self.audit.actor
        change = changes.create(self.settings, "remove", document_id, actor.who, actor.address)
        # Once it is taken out, nothing else tells what it was called.
        change = replace(_approved(change, actor), state="approved", title=self.titles.get(document_id, ""))
        changes.save(self.settings, change)
        return change

    async def publish(self, change_id: str, publication: Publication) -> Change:
        """Begin to publish what was read.

        :raises NotFoundError: no such change, or no document to replace.
        :raises ConflictError: it is not read, or published already.
        """
        if publication.replaces:
            self._check_held(publication.replaces)
        corrected = partial(_corrected, publication=publication, actor=self.audit.actor)
        change = await asyncio.to_thread(changes.approve, self.settings, change_id, corrected)
        await self._record("approve", change)
        self.runner.wake()
        return change

    async def discard(self, change_id: str) -> None:
        """Give up a change, with its file.

        :raises NotFoundError: there is none. :raises ConflictError: a process works at it.
        """
        await self._record("discard", await asyncio.to_thread(changes.discard, self.settings, change_id))

    def _check_held(self, document_id: str) -> None:
        if not self.holdings.get(document_id):
            raise no_document(document_id)

    async def _record(self, action: str, change: Change) -> None:
        detail = {"change": change.id, "file": change.file, "sha256": change.sha256}
        await asyncio.to_thread(self.audit.record, action, change.document, **detail)


@asynccontextmanager
async def _form(request: Request) -> AsyncIterator[FormData]:
    """The form of the request. :raises InputError: it is none, or has several files."""
    try:
        async with request.form(max_files=1, max_fields=_MOST_FIELDS) as form:
            yield form
    except HTTPException as error:
        if error.status_code != _UNREADABLE:
            raise
        raise InputError("表单不合要求；请一次上传一份文件，放在名为 file 的一项里。") from error


def _corrected(change: Change, publication: Publication, actor: Actor) -> Change:
    kind: Kind = "replace" if publication.replaces else change.kind
    document = publication.replaces or (publication.document if kind == "add" else None) or change.document
    return replace(
        _approved(change, actor),
        kind=kind,
        document=document,
        title=publication.title or change.title,
        issuer=publication.issuer or change.issuer,
        number=publication.number or change.number,
        issued=publication.issued.isoformat() if publication.issued else change.issued,
    )


def _approved(change: Change, actor: Actor) -> Change:
    return replace(change, approved_by=actor.who, approved_role=actor.role, approved_from=actor.address)


async def _editor(settings: SettingsDep, runner: RunnerDep, opened: OpenedDep, audit: AuditDep) -> Editor:
    return Editor(settings, runner, opened.holdings, opened.knowledge.titles, audit)


EditorDep = Annotated[Editor, Depends(_editor)]
