"""The examples in the docstrings are true."""

import doctest
from types import ModuleType

import pytest

from kb.corpus import canonical, manifest
from kb.corpus.ooxml import number_formats


@pytest.mark.parametrize("module", [canonical, manifest, number_formats])
def test_docstring_examples(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted >= 1
    assert result.failed == 0
