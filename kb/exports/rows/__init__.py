"""The kinds of rows, by the name that a table gives in ``tables.yaml``."""

from collections.abc import Callable, Mapping, Sequence

from kb.exports.material import Material
from kb.exports.rows.deadlines import deadline_rows
from kb.exports.rows.duties import duty_rows
from kb.exports.rows.statements import statement_rows
from kb.exports.rows.targets import target_rows
from kb.exports.table import Row

ROWS: Mapping[str, Callable[[Material], Sequence[Row]]] = {
    "statements": statement_rows,
    "duties": duty_rows,
    "targets": target_rows,
    "deadlines": deadline_rows,
}
