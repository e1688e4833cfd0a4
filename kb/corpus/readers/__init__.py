"""The readers: every module of this package that has a ``READER``. A new format is a new module here."""

from importlib import import_module
from pkgutil import iter_modules

from kb.corpus.readers.base import Reader


def _discover() -> tuple[Reader, ...]:
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    return tuple(module.READER for module in modules if hasattr(module, "READER"))


READERS: tuple[Reader, ...] = _discover()
