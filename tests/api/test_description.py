"""/openapi.json, read as a program reads it that imports the API as a tool."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from api.app import create_app
from kb.settings import Settings

PUBLIC_URL = "https://zeren.example/plans"
DESCRIPTION = create_app(Settings(public_url=PUBLIC_URL)).openapi()
OPERATIONS = [
    (f"{method} {path}", operation)
    for path, operations in DESCRIPTION["paths"].items()
    for method, operation in operations.items()
]
# Enumerations and switches show what may be said; what has a default need not be said.
_SAYS_ENOUGH = ("default", "enum", "boolean")


@pytest.mark.parametrize(("name", "operation"), OPERATIONS, ids=[name for name, _ in OPERATIONS])
def test_an_operation_can_be_used_as_a_tool(name: str, operation: dict[str, Any]) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", operation["operationId"])
    assert re.search(r"[一-龥]|SPARQL", operation["summary"])
    assert re.search(r"[一-龥]", operation["description"])
    assert operation["tags"]
    for parameter in operation.get("parameters", ()):
        assert re.search(r"[一-龥]", parameter.get("description", "")), parameter["name"]
        shown = {"example", "examples"} & (parameter.keys() | parameter["schema"].keys())
        assert shown or any(word in str(parameter["schema"]) for word in _SAYS_ENOUGH), parameter["name"]
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        assert media_type != "application/json" or _has_example(content), name


def _has_example(content: dict[str, Any]) -> bool:
    named = [DESCRIPTION["components"]["schemas"][name.rpartition("/")[2]] for name in _references(content)]
    return any({"example", "examples"} & part.keys() for part in (content, content["schema"], *named))


def test_ids_are_unique_and_the_server_is_the_public_one() -> None:
    ids = [operation["operationId"] for _, operation in OPERATIONS]
    assert len(set(ids)) == len(ids) > 25
    assert DESCRIPTION["servers"] == [{"url": PUBLIC_URL}]
    assert re.search(r"[一-龥]", DESCRIPTION["info"]["description"])


def test_references_lead_somewhere_and_errors_are_problems() -> None:
    schemas = DESCRIPTION["components"]["schemas"]
    assert {reference.rpartition("/")[2] for reference in _references(DESCRIPTION)} <= schemas.keys()
    assert "HTTPValidationError" not in schemas
    refused = DESCRIPTION["paths"]["/api/ask"]["post"]["responses"]["422"]
    assert list(refused["content"]) == ["application/problem+json"]
    # The protocols of others answer in their own shapes.
    assert "422" not in DESCRIPTION["paths"]["/v1/chat/completions"]["post"]["responses"]


def _references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(reference := node.get("$ref"), str):
            yield reference
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)
