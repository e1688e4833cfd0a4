"""The lists behind the API and the pages: what one snapshot knows, as rows that people and programs can filter."""

from kb.listing.lists import Lists, make_lists
from kb.listing.source import unit_id
from kb.listing.tables import Row, cells

__all__ = ["Lists", "Row", "cells", "make_lists", "unit_id"]
