"""The inputs that cost most: long runs of what a question is read for, alone and after three turns of the same."""

import time

from kb.qa.answering import Answerer
from kb.qa.models import Question

_LONGEST = 500
_PIECES = (
    "。？谁",
    "21年底前？",
    "局",
    "多少家企业？",
    "谁",
    "《",
    "》",
    "“",
    "（",
    "除了",
    "2021年",
    "县应急局、",
    "县应急局？",
    "县应急",
    "第三部分",
    "第三部分（三）第3项？",
    "任务",
    "任务？",
    "消防",
    "消防谁管？",
    "安全生产",
    "三",
    "中心",
    "大队",
    "局、",
    "委和",
    "《消防法》",
    "《关于安全生产的意见》",
    "安全生产条例",
    "责任",
    "和",
    "牵头",
    "搞安全的局",
    "消访",
    "肖防安权",
    "啊，",
    "它呢？",
    "安全监管。",
    "a",
    "1",
    "1.",
    "十",
    "年底",
    "各分别多少",
    "给消防牵头的局，还",
    "、安全两项工作",
    "“四不两直”",
    "高青县",
    "的那个局",
)
WORST = tuple((piece * _LONGEST)[:_LONGEST] for piece in _PIECES)


def worst_times(answerer: Answerer) -> dict[str, object]:
    """Milliseconds for the input that costs most, alone and after three turns of the same, and which it is."""
    alone = max((_milliseconds(answerer, Question(text)), text[:12]) for text in WORST)
    later = max((_milliseconds(answerer, Question(text, (text,) * 3)), text[:12]) for text in WORST)
    return {"worst_input_ms": alone, "worst_input_with_history_ms": later}


def _milliseconds(answerer: Answerer, question: Question) -> float:
    started = time.perf_counter()
    answerer.ask(question)
    return (time.perf_counter() - started) * 1e3
