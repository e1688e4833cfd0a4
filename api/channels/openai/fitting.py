"""Facts → an object of the schema that a client asks for: what it names and the answer has, nothing made up."""

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, ValidationError

from api.channels.openai.errors import ParameterError
from api.channels.openai.inlining import inlined

Schema = Mapping[str, Any]
# What a thing is called where the schema wants a text in its place.
_NAMES = ("name", "title", "text", "label", "quote")
_ALTERNATIVES = ("anyOf", "oneOf", "allOf")
_KINDS: Mapping[type, frozenset[str]] = {
    type(None): frozenset({"null"}),
    bool: frozenset({"boolean"}),
    int: frozenset({"integer", "number"}),
    float: frozenset({"number"}),
    str: frozenset({"string"}),
    list: frozenset({"array"}),
    dict: frozenset({"object", "string"}),
}


def fitted(facts: Mapping[str, Any], schema: Schema, param: str) -> Any:  # noqa: ANN401 - whatever the schema says
    """The part of ``facts`` that ``schema`` names, valid by it.

    :param param: the parameter that the schema came in, for the error.
    :raises ParameterError: the schema is none, or wants what answers do not have.
    """
    plain = inlined(schema, param)
    try:
        Draft202012Validator.check_schema(plain)
        made = _cut(facts, plain)
        Draft202012Validator(plain).validate(made)
    except SchemaError as error:
        raise ParameterError(f"schema 有误（{error.message[:200]}）；请改正。", param) from error
    except ValidationError as error:
        place = ".".join(map(str, error.absolute_path)) or "顶层"
        raise ParameterError(
            f"给不出这个结构（{place}：{error.message[:200]}）；回答只有这些项：{'、'.join(facts)}。"
            "没有的项请设为可缺省或可为 null。",
            param,
        ) from error
    return made


def _cut(value: Any, schema: Any) -> Any:  # noqa: ANN401 - any JSON
    """``value`` without what ``schema`` does not name; what does not fit at all is left to the validation."""
    if not isinstance(schema, Mapping):
        return value
    for name in _ALTERNATIVES:
        for choice in schema.get(name, ()):
            if _takes(value, choice):
                return _cut(value, choice)
    if isinstance(value, Mapping) and "string" in _types(schema):
        return next((value[name] for name in _NAMES if value.get(name)), value)
    if isinstance(value, Mapping) and "properties" in schema:
        return _with_properties(value, schema)
    if isinstance(value, list) and "items" in schema:
        return [_cut(item, schema["items"]) for item in value]
    return value


def _with_properties(value: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
    named = schema["properties"]
    made = {key: _cut(value[key], named[key]) for key in named if key in value}
    # Strict schemas have no optional keys, only such as may be null: that says that the answer has none.
    missing = [key for key in schema.get("required", ()) if key in named and key not in made]
    return made | {key: None for key in missing if _takes(None, named[key])}


def _takes(value: Any, schema: Any) -> bool:  # noqa: ANN401 - any JSON
    """Whether a schema is meant for values of this kind."""
    if not isinstance(schema, Mapping):
        return False
    choices = [choice for name in _ALTERNATIVES for choice in schema.get(name, ())]
    return any(_takes(value, choice) for choice in choices) or bool(_KINDS[type(value)] & _types(schema))


def _types(schema: Schema) -> frozenset[str]:
    found = schema.get("type", ())
    return frozenset({found} if isinstance(found, str) else found)
