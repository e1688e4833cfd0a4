"""The classes of findings: ``catalogue.yaml``, one entry a class."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kb.audit.models import SEVERITIES
from kb.errors import RuleError
from kb.rules import load_yaml

CATALOGUE_FILE = Path(__file__).with_name("catalogue.yaml")
_REQUIRED = frozenset({"id", "label", "severity", "message", "advice", "examples", "counter_examples"})
_BLANK = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class FindingClass:
    """A kind of fault. ``message`` has blanks that a spot's values fill; the examples are small plans in which the
    class must, or must not, be found."""

    id: str
    label: str
    severity: str
    message: str
    advice: str
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]

    def worded(self, values: Mapping[str, str]) -> str:
        """The message with its blanks filled.

        :raises RuleError: a blank has no value; names the class.
        """
        missing = [name for name in _BLANK.findall(self.message) if name not in values]
        if missing:
            raise RuleError(f"{CATALOGUE_FILE}：{self.id} 的 message 用到了检查没有给出的 {missing}。")
        return _BLANK.sub(lambda blank: values[blank[1]], self.message)


@cache
def load_catalogue(path: Path = CATALOGUE_FILE) -> Mapping[str, FindingClass]:
    """The classes by id, in the order of the file.

    :raises RuleError: an entry lacks a key, has an unknown severity, or repeats an id.
    """
    classes: dict[str, FindingClass] = {}
    for entry in load_yaml(path)["classes"]:
        if missing := _REQUIRED - entry.keys():
            raise RuleError(f"{path}：{entry.get('id', '?')} 缺少 {sorted(missing)}。")
        if entry["severity"] not in SEVERITIES or entry["id"] in classes:
            raise RuleError(f"{path}：{entry['id']} 的 id 重复，或 severity 不是 {SEVERITIES} 之一。")
        texts = {key: tuple(map(str, entry[key])) for key in ("examples", "counter_examples")}
        classes[entry["id"]] = FindingClass(**{**entry, **texts})
    return classes
