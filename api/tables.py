"""A list as one page of JSON or CSV: the same parameters and the same shape for every list of the API."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Request, Response

from api.negotiation import VARY, preferred
from kb.exports.writers.delimited import csv_of
from kb.listing import Row, cells

# What a route of a list declares: a dict or a table.
AS_TABLE: dict[str, Any] = {"response_model": None, "responses": {200: {"content": {"text/csv": {}}}}}
_JSON, _CSV = "application/json", "text/csv"
# How many rows of JSON are one page where the request does not say; a table is whole then, because nobody pages a file.
_PAGE_ROWS = 100


@dataclass(frozen=True)
class Paging:
    """Which part of a list is asked for (``limit`` None: all the rest), and whether as a table."""

    limit: int | None
    offset: int
    as_csv: bool

    def answer(self, rows: Sequence[Row], columns: Sequence[str]) -> dict[str, Any] | Response:
        """The asked part of ``rows`` as ``{"items", "total"}``, or its ``columns`` as CSV."""
        page = rows[self.offset :] if self.limit is None else rows[self.offset : self.offset + self.limit]
        if not self.as_csv:
            return {"items": list(page), "total": len(rows)}
        table = csv_of(columns, (cells(row, columns) for row in page))
        return Response(table, media_type=f"{_CSV}; charset=utf-8", headers=VARY)


def _paging(
    request: Request,
    response: Response,
    limit: Annotated[
        int | None, Query(ge=1, le=1000, description="最多返回几条；不给，JSON 是 100 条，表格是全部")
    ] = None,
    offset: Annotated[int, Query(ge=0, description="跳过前几条")] = 0,
    format: Annotated[Literal["json", "csv"] | None, Query(description="json 或 csv；不给则看 Accept")] = None,
) -> Paging:
    # Who accepts neither gets JSON, as programs that name no format rightly do.
    as_csv = format == "csv" or (format is None and preferred(request, (_JSON, _CSV)) == _CSV)
    response.headers.update(VARY)
    return Paging(limit if limit or as_csv else _PAGE_ROWS, offset, as_csv)


PagingDep = Annotated[Paging, Depends(_paging)]
