"""Content negotiation: one row for each rule of RFC 9110 and each format."""

import pytest

from kb.graph.sparql.formats import GRAPH_FORMATS, SOLUTION_FORMATS, negotiate

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CASES = [
    (None, JSON),  # no header: the first
    ("", JSON),
    ("*/*", JSON),
    ("text/*", "text/csv"),
    ("application/*", JSON),
    (XML, XML),
    ("text/csv", "text/csv"),
    ("text/tab-separated-values", "text/tab-separated-values"),
    ("application/json", "application/json"),  # the general name, given back as asked for
    ("TEXT/CSV; charset=utf-8", "text/csv"),  # parameters and case
    (f"{JSON};q=0.4, {XML};q=0.6", XML),  # the higher q wins
    ("text/csv, */*;q=0.1", "text/csv"),
    ("text/csv, */*", "text/csv"),  # equal q: what was named wins
    (f"*/*, {JSON};q=0", XML),  # q=0 excludes
    (f"application/*;q=0.2, {XML};q=0.9, text/csv;q=0.5", XML),  # the most precise range decides
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/xml"),  # a browser
    ("image/png", None),
    ("text/turtle", None),  # a format of the other kind of result
    ("*/*;q=0", None),
    ("text/csv;q=oops, text/tab-separated-values", "text/tab-separated-values"),  # what is malformed is passed over
]


def test_cases_are_all_here() -> None:
    assert len(CASES) == 20


@pytest.mark.parametrize(("accept", "expected"), CASES)
def test_negotiation(accept: str | None, expected: str | None) -> None:
    assert negotiate(accept, tuple(SOLUTION_FORMATS)) == expected


@pytest.mark.parametrize("media_type", GRAPH_FORMATS)
def test_every_graph_format_can_be_had(media_type: str) -> None:
    assert negotiate(media_type, tuple(GRAPH_FORMATS)) == media_type
