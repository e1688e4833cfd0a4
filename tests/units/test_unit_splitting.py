"""Names that run together in a table cell."""

import pytest

from kb.units.naming import split_abutting

SPLIT = [
    ("市工信局市委网信办", ["市工信局", "市委网信办"], "department and party office"),
    ("市住建局市发展改革委", ["市住建局", "市发展改革委"], "two departments"),
    ("市市场监管局市公安局", ["市市场监管局", "市公安局"], "the first begins with a doubled 市"),
    ("县委县政府", ["县委", "县政府"], "two bodies of two characters"),
    ("县委组织部县人社局县财政局", ["县委组织部", "县人社局", "县财政局"], "three"),
    ("市商务局各县区政府", ["市商务局", "各县区政府"], "a collective at the end"),
    ("市发展研究院市商务局", ["市发展研究院", "市商务局"], "one that the lexicon does not know"),
    ("市工信局发改委财政局", ["市工信局", "发改委", "财政局"], "the prefix is shared"),
    ("发展改革委财政部", ["发展改革委", "财政部"], "state bodies without prefix"),
    ("国家发展改革委国家能源局", ["国家发展改革委", "国家能源局"], "国家 twice"),
    ("临江海关省税务局", ["临江海关", "省税务局"], "own place first"),
    ("县法院县检察院", ["县法院", "县检察院"], "courts"),
]
WHOLE = [
    ("市市场监管局", "市 before 市场"),
    ("县发展和改革局", "和 inside"),
    ("省委办公厅", "省委 is a unit, 办公厅 alone is none"),
    ("市政府办公室", "市政府 is a unit"),
    ("市委政法委", "市委 is a unit, 政法委 too"),
    ("市人大常委会办公室", "two inner heads"),
    ("国家市场监督管理总局", "市 inside"),
    ("县公安局交警大队", "a division stays with its bureau"),
    ("市公安局交通管理局", "so does an inner bureau"),
    ("县安委会办公室", "a committee's office"),
    ("加强部门协作", "no name at all"),
    ("市工信局、市商务局", "separated lists are for others"),
    ("", "empty"),
    ("局" * 50, "heads only"),
]


@pytest.mark.parametrize(("text", "parts", "why"), SPLIT)
def test_split(text: str, parts: list[str], why: str) -> None:
    assert split_abutting(text) == parts, why


@pytest.mark.parametrize(("text", "why"), WHOLE)
def test_one_name_stays_whole(text: str, why: str) -> None:
    assert split_abutting(text) == [text], why


def test_enough_cases_ran() -> None:
    assert len(SPLIT) >= 12
    assert len(WHOLE) >= 14
