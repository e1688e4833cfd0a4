"""The material of the corpus of this repository."""

import pytest

from kb import opening
from kb.exports.material import Material
from kb.settings import Settings


@pytest.fixture(scope="session")
def material(built: Settings) -> Material:
    """What the tables of the first plan are made from."""
    return opening.open_material(built)
