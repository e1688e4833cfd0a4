"""Plans in any number, as counties print them: clauses of the repository's plans put together anew, under headings in the
numbering of official documents, with responsibility statements in several wordings.

The same seed gives the same plans. They are shorter than real ones: 12 to 24 tasks each.
"""

import random
import re
from collections.abc import Iterator
from functools import cache
from itertools import count, islice
from pathlib import Path

from bench.made_passages import Tagged, made_clause, vocabulary
from bench.renamed import place_names

SEED = 11
_TASKS = (12, 24)
_CLAUSES = (2, 5)
_NUMBERS = "一二三四五六七八九十"
_UNITS = (
    "应急局", "公安局", "住建局", "交通运输局", "教育体育局", "民政局", "财政局", "水利局", "农业农村局", "文化和旅游局",
    "卫生健康局", "市场监管局", "自然资源局", "生态环境局", "发展改革局", "工业和信息化局", "消防救援大队", "气象局",
)  # fmt: skip
_STATEMENTS = (
    "（责任单位：{lead}牵头，{more}按职责分工负责）",
    "（牵头单位：{lead}；责任单位：{more}）",
    "（{lead}牵头，{more}配合）",
    "（责任单位：{lead}、{more}）",
)
# What is no clause about work: headings, statements, titles.
_OTHER = re.compile(r"[（）()：:《》〔〕]|^\d|[一二三四五六七八九十]、|单位|牵头")
_DUE = ("{year}年底前完成。", "力争到{year}年取得明显成效。", "{year}年6月底前建成。", "")


def made_plans(number: int, seed: int = SEED) -> Iterator[str]:
    """The texts of ``number`` plans, each of a place of its own."""
    chance = random.Random(seed)
    return (_plan(place, chance) for place in islice(_places(), number))


def write_made_plans(folder: Path, number: int) -> list[Path]:
    """The same as files of ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for nth, text in enumerate(made_plans(number)):
        file = folder / f"made-{nth:05}.txt"
        file.write_text(text, encoding="utf-8")
        files.append(file)
    return files


def _places() -> Iterator[str]:
    """Counties, then those of a second round under another name, and so on without end."""
    for turn in count():
        for name in place_names():
            yield f"{name}{_numeral(turn + 1) if turn else ''}县"


def _numeral(number: int) -> str:
    """The digits of ``number``, from 1, ten being one of them: another for each number."""
    return (_numeral((number - 1) // 10) if number > 10 else "") + _NUMBERS[(number - 1) % 10]


def _plan(place: str, chance: random.Random) -> str:
    lines = [f"{place}{_nouns(chance)}“十四五”规划", "一、总体要求", _sentence(chance), "二、主要任务"]
    parts = 3
    tasks = chance.randint(*_TASKS) // parts
    for part in range(parts):
        lines.append(f"（{_NUMBERS[part]}）{_nouns(chance)}")
        lines += [f"{nth + 1}.{_nouns(chance)}。{_task(chance)}" for nth in range(tasks)]
    return "\n".join([*lines, "三、保障措施", _sentence(chance), ""])


def _task(chance: random.Random) -> str:
    """What is to be done, perhaps by when, and who is to do it."""
    lead, *more = (f"县{name}" for name in chance.sample(_UNITS, chance.randint(3, 6)))
    due = chance.choice(_DUE).format(year=chance.randint(2022, 2025))
    return _sentence(chance) + due + chance.choice(_STATEMENTS).format(lead=lead, more="、".join(more))


@cache
def _clauses() -> list[list[Tagged]]:
    """Those that speak of work alone: headings and statements are made here."""
    return [
        [words for words in plan if not _OTHER.search("".join(word for word, _ in words))] for plan in vocabulary()[0]
    ]


def _sentence(chance: random.Random) -> str:
    nouns, plan, many = vocabulary()[1], chance.choice(_clauses()), chance.randint(*_CLAUSES)
    first = chance.randrange(len(plan) - many)
    return "，".join(made_clause(words, nouns, chance) for words in plan[first : first + many]) + "。"


def _nouns(chance: random.Random) -> str:
    nouns = vocabulary()[1]
    return chance.choice(nouns) + chance.choice(nouns)
