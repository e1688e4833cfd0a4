"""What holds for any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.units.naming import is_collective, level_prefix, looks_like_unit, mend_slip, restore_prefix, split_abutting
from kb.units.registry import Seed, registry_of
from kb.units.unit import KINDS

PIECES = ["市", "县", "省", "自治区", "国家", "各", "有关", "工信", "应急", "发展和改革", "市场监管", "教", "体", "委", "局", "办公室", "党委", "政府", "（", "）",
          "、", "和", "云山县", "云山", "公安", "大队", "共青团", "妇联", "银行", "部门", "单位", "人民银行", "支行", "，", "牵头"]  # fmt: skip
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
PLACES = st.sampled_from(
    [("", ""), ("云山县", "county"), ("临江市", "prefecture"), ("某省", "province"), ("", "state")]
)


@given(TEXTS)
def test_splitting_loses_nothing(text: str) -> None:
    parts = split_abutting(text)
    assert "".join(parts) == text
    assert parts == [text] or all(len(part) > 1 for part in parts)


@given(TEXTS, st.sampled_from(["市", "县", "自治区", ""]))
def test_nothing_raises_and_names_only_grow(text: str, prefix: str) -> None:
    assert text.strip().startswith(level_prefix(text)) or level_prefix(text) in text
    restored = restore_prefix(text, prefix)
    assert restored == text or prefix
    assert restore_prefix(restored, prefix) == restored
    mended = mend_slip(text)
    assert mended is None or (mended.startswith(text.strip()) and mend_slip(mended) is None)
    assert isinstance(looks_like_unit(text), bool)
    assert not (is_collective(text) and restore_prefix(text, "县") != text)


@given(st.lists(st.tuples(TEXTS, st.booleans(), PLACES), max_size=8))
def test_every_seed_is_resolved_and_units_are_unique(rows: list[tuple[str, bool, tuple[str, str]]]) -> None:
    seeds = [Seed(name, name, collective, *place) for name, collective, place in rows]
    registry = registry_of(seeds)
    assert len({unit.key for unit in registry.units}) == len(registry.units)
    for seed in seeds:
        unit = registry.resolve(seed.name, seed.place, seed.level)
        assert unit is not None
        assert registry.by_key(unit.key) is unit
    for unit in registry.units:
        texts = [alias.text for alias in unit.aliases]
        assert len(set(texts)) == len(texts)
        assert all(alias.kind in KINDS for alias in unit.aliases)


@given(TEXTS)
def test_mentions_do_not_overlap_and_quote_the_text(text: str) -> None:
    registry = registry_of(
        Seed(n, n, False, "云山县", "county") for n in ("县应急局", "县教育和体育局", "共青团", "公安")
    )
    end = 0
    for match in registry.mentions(text):
        assert match.start >= end
        assert text[match.start : match.end] == match.text
        end = match.end


@pytest.mark.parametrize("text", ["市工信局" * 200, "市" * 2000, "县委" * 1000, "（" * 500, "各县（市、区）" * 60])
def test_long_input_is_refused_or_split_without_loss(text: str) -> None:
    assert "".join(split_abutting(text)) == text
    assert not looks_like_unit(text)
    assert not is_collective(text)
    assert mend_slip(text) is None
