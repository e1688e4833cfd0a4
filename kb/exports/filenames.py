"""Names of the files that tables are saved under."""

import re
from urllib.parse import quote

from kb.exports.table import Table
from kb.exports.writers.text import printable

# What Windows forbids in names, and white space.
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\s]+')
# Bytes of UTF-8 that file systems take are 255; the extension and a counter must fit too.
_MAX_BYTES = 200


def file_name(table: Table, extension: str) -> str:
    """The title of the table as a file name that every system takes.

    >>> file_name(Table("表", "a/b: “十四五”规划\\n分工表", "", (), ()), "xlsx")
    'a_b_“十四五”规划_分工表.xlsx'
    """
    stem = _FORBIDDEN.sub("_", printable(table.title)).strip("._ ")
    stem = stem.encode()[:_MAX_BYTES].decode(errors="ignore")
    return f"{stem or table.name}.{extension}"


def content_disposition(name: str) -> str:
    """The header that saves a response under ``name`` (RFC 6266, its characters by RFC 5987)."""
    extension = name.rpartition(".")[2]
    return f"attachment; filename=\"table.{extension}\"; filename*=UTF-8''{quote(name, safe='')}"
