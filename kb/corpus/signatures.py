"""Formats that are known but not read, as data in ``signatures.yaml``: refused with the format's name and advice."""

from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

from kb.errors import InputError
from kb.rules import load_yaml

_FILE = Path(__file__).with_name("signatures.yaml")
_HEAD_BYTES = 1024


def refuse_by_start(data: bytes) -> None:
    """Pass over anything not known.

    :raises InputError: the first bytes are those of a format that is not supported.
    """
    head = data[:_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf")
    words = head.lstrip().lower()
    for entry in _formats():
        starts = tuple(bytes.fromhex(start) for start in entry.get("starts", ()))
        texts = tuple(text.encode() for text in entry.get("text", ()))
        if head.startswith(starts) or words.startswith(texts):
            raise _refusal(entry)


def refuse_by_members(names: Collection[str]) -> None:
    """Pass over anything not known.

    :raises InputError: a zip with these members is of a format that is not supported.
    """
    for entry in _formats():
        if entry.get("member") in names:
            raise _refusal(entry)


def refuse_by_streams(data: bytes) -> None:
    """Pass over anything not known.

    :raises InputError: a compound file with a stream of this name is of a format that is not supported.
    """
    for entry in _formats():
        if "stream" in entry and (entry["stream"] + "\0").encode("utf-16-le") in data:
            raise _refusal(entry)


def _refusal(entry: Mapping[str, str]) -> InputError:
    return InputError(f"这是{entry['name']}，不能当作文件的正文读；请{entry['advice']}。")


@cache
def _formats() -> tuple[Mapping[str, str], ...]:
    return tuple(load_yaml(_FILE)["formats"])
