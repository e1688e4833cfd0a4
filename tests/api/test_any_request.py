"""Requests made up from the API's own description, right and wrong ones: none of them is an error of the server."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.schemas import BaseSchema

from tests.api.libraries import library_of_one
from tests.api.serving import served

_EXAMPLES = 8
_BOUNDED = settings(
    max_examples=_EXAMPLES,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    database=None,
)


@pytest.fixture(scope="module")
def description(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[BaseSchema, dict[str, str]]]:
    """The description of a service over a small library, and the headers of somebody who may change it."""
    made, key = library_of_one(tmp_path_factory.mktemp("any-request"))
    unlimited = replace(made, answers_per_minute=0, changes_per_minute=0, failures_per_minute=0)
    with served(unlimited) as client:
        yield schemathesis.openapi.from_url(f"{client.base_url}/openapi.json"), {"X-API-Key": key}


def test_no_request_is_an_error_of_the_server(description: tuple[BaseSchema, dict[str, str]]) -> None:
    schema, headers = description
    asked = set[str]()
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        asked.add(operation.label)

        @_BOUNDED
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case[Any]) -> None:
            case.call_and_validate(headers=headers, checks=[not_a_server_error])

        ask()
    # else the description was not read, and this test shows nothing
    assert {"POST /api/ask", "GET /sparql", "POST /v1/chat/completions", "POST /api/documents"} <= asked
