"""The description of the API (/openapi.json), complete enough to be imported as a tool by programs that call it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from kb.rules import load_yaml

_PARAMETERS = Path(__file__).parent / "parameters.yaml"
# Protocols of others, whose errors have shapes of their own.
_FOREIGN = ("/v1/", "/dify/", "/fastgpt/")
_PROBLEM = {
    "type": "object",
    "description": "RFC 9457：哪里不对，怎么办",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
    },
}
_REFUSED = {
    "description": "请求不合要求",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


class DescribedApp(FastAPI):
    """An application whose description says of every parameter what it means, and of errors what they look like."""

    def openapi(self) -> dict[str, Any]:
        """The description, made once."""
        if self.openapi_schema is None:
            made = super().openapi()
            self._complete(made)
        assert self.openapi_schema is not None
        return self.openapi_schema

    def _complete(self, made: dict[str, Any]) -> None:
        schemas = made["components"]["schemas"]
        schemas["Problem"] = _PROBLEM
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        for path, operation in _operations(made):
            refused = operation["responses"].pop("422", None)
            if refused and not path.startswith(_FOREIGN):
                operation["responses"]["422"] = _REFUSED
            for parameter in operation.get("parameters", ()):
                _complete_parameter(parameter)


def _operations(made: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, operations in made["paths"].items():
        for operation in operations.values():
            yield path, operation


def _complete_parameter(parameter: dict[str, Any]) -> None:
    known = load_yaml(_PARAMETERS).get(parameter["name"], {})
    if "description" in known:
        parameter.setdefault("description", known["description"])
    if "example" in known and not {"example", "examples"} & (parameter.keys() | parameter["schema"].keys()):
        parameter["example"] = known["example"]
