"""A client's schema without references: bounded, so that no schema keeps the service busy, and none fetches another."""

from collections.abc import Mapping
from typing import Any

from api.channels.openai.errors import ParameterError

# Far more than people write, with each use of a definition counted.
_MOST_NODES, _DEEPEST = 5_000, 60
# Expressions of the client's making can take for ever; the last refers like $ref, but to places known only later.
_REFUSED = frozenset({"pattern", "patternProperties", "$dynamicRef"})
_NAMED = frozenset({"properties"})


def inlined(schema: Mapping[str, Any], param: str) -> dict[str, Any]:
    """``schema`` with every definition in the place of its reference.

    :raises ParameterError: it is too large or endless, refers elsewhere, or has an expression.
    """
    made: dict[str, Any] = _Inliner(schema, param).node(schema, _DEEPEST)
    return made


class _Inliner:
    def __init__(self, root: Mapping[str, Any], param: str) -> None:
        self._root, self._param = root, param
        self._left = _MOST_NODES

    def node(self, node: Any, depth: int, names: bool = False) -> Any:  # noqa: ANN401 - any JSON
        """:param depth: how deep it may still go.
        :param names: the keys of ``node`` are names of the client's choosing, not words of the schema."""
        self._left -= 1
        if self._left < 0 or depth < 0:
            raise ParameterError("schema 过大，或引用了自己；请只写要用的项，不用递归。", self._param)
        if isinstance(node, list):
            return [self.node(item, depth - 1) for item in node]
        if not isinstance(node, Mapping):
            return node
        if not names and (refused := _REFUSED & node.keys()):
            raise ParameterError(f"schema 里不能有 {'、'.join(sorted(refused))}；请去掉。", self._param)
        if not names and "$ref" in node:
            return self.node(self._target(node["$ref"]), depth - 1)
        kept = {key: value for key, value in node.items() if names or key not in ("$defs", "definitions")}
        return {key: self.node(value, depth - 1, names=not names and key in _NAMED) for key, value in kept.items()}

    def _target(self, reference: object) -> Any:  # noqa: ANN401 - any JSON
        found: Any = self._root
        start, *parts = str(reference).split("/")
        for part in parts:
            found = found.get(part) if isinstance(found, Mapping) else None
        if start != "#" or found is None:
            raise ParameterError(f"schema 引用的 {str(reference)[:100]} 不在其中；请写在 $defs 里。", self._param)
        return found
