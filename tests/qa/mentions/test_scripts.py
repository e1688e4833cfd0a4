"""Traditional characters become simplified ones, place by place."""

import pytest

from kb.qa.mentions import scripts
from kb.qa.mentions.scripts import to_simplified


@pytest.mark.parametrize(
    ("text", "simplified"),
    [
        ("消防領域由誰牽頭？", "消防领域由谁牵头？"),
        # one simplified character for several
        ("乾燥、乾隆", "干燥、乾隆"),
        # nothing to convert
        ("谁负责ABC，123？😀", "谁负责ABC，123？😀"),
        ("", ""),
    ],
)
def test_traditional_characters_become_simplified(text: str, simplified: str) -> None:
    assert to_simplified(text) == simplified


def test_a_conversion_that_moves_offsets_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    class Longer:
        def convert(self, text: str) -> str:
            return text + "了"

    monkeypatch.setattr(scripts, "_converter", Longer)
    assert to_simplified("領域") == "領域"
