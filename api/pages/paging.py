"""A list on several pages: which rows this one shows."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Query

OffsetQuery = Annotated[int, Query(ge=0)]
# Rows on one page: a screenful to scroll through, not a download.
PAGE_ROWS = 100


def page_of(rows: Sequence[Any], offset: int) -> dict[str, Any]:
    """``rows`` of this page, and in ``page`` which they are of all."""
    page = {"offset": offset, "limit": PAGE_ROWS, "total": len(rows)}
    return {"rows": rows[offset : offset + PAGE_ROWS], "page": page}
