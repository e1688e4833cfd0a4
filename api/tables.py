"""A list as one page of JSON or CSV: the same parameters and the same shape for every list of the API."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import Depends, Header, Query, Response

from kb.listing import Row, cells

# Spreadsheets tell UTF-8 from the old Chinese encodings by this mark.
_MARK = "\ufeff"
# What a route of a list declares: a dict or a table.
AS_TABLE: dict[str, Any] = {"response_model": None, "responses": {200: {"content": {"text/csv": {}}}}}


@dataclass(frozen=True)
class Paging:
    """Which part of a list is asked for, and whether as a table."""

    limit: int
    offset: int
    as_csv: bool

    def answer(self, rows: Sequence[Row], columns: Sequence[str]) -> dict[str, Any] | Response:
        """The asked part of ``rows`` as ``{"items", "total"}``, or its ``columns`` as CSV."""
        page = rows[self.offset : self.offset + self.limit]
        if not self.as_csv:
            return {"items": list(page), "total": len(rows)}
        table = io.StringIO()
        writer = csv.writer(table)
        writer.writerow(columns)
        writer.writerows(cells(row, columns) for row in page)
        return Response(_MARK + table.getvalue(), media_type="text/csv; charset=utf-8", headers={"Vary": "Accept"})


def _paging(
    limit: Annotated[int, Query(ge=1, le=1000, description="最多返回几条")] = 100,
    offset: Annotated[int, Query(ge=0, description="跳过前几条")] = 0,
    format: Annotated[Literal["json", "csv"] | None, Query(description="json 或 csv；不给则看 Accept")] = None,
    accept: Annotated[str, Header(include_in_schema=False)] = "",
) -> Paging:
    return Paging(limit, offset, format == "csv" or (format is None and accept.startswith("text/csv")))


PagingDep = Annotated[Paging, Depends(_paging)]
