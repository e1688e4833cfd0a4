"""What a question repeats from the documents, hidden before it is read for what it asks: those words ask for nothing."""

import re
from collections.abc import Iterable

from kb.qa.runs import longest_run

CONTENT = "〈内容〉"
# A run of so many characters that a sentence of the documents holds as well was taken over from it.
_LONG_RUN = 10
_ASKS = re.compile(r"谁|哪|什么|啥|多少|几|吗|何|怎|是否|是不是|有没有|责任单位|牵头单位|期限|时限|依据")


def without_content(said: str, sentences: Iterable[str]) -> str:
    """The masked text with the runs that it shares with ``sentences`` replaced by 〈内容〉.

    Nothing is replaced where no word that asks would be left (油气长输管道里程 asks by its last word).

    >>> without_content("将安全生产纳入年度考核指标体系的，单位有哪些？", ["将安全生产纳入年度考核指标体系，统筹做好发展和安全两项任务。"])
    '〈内容〉的，单位有哪些？'
    """
    hidden = said
    for sentence in sentences:
        run = longest_run(hidden, sentence)
        # A heading that a question names is what it asks about, and tells what it asks for (控制指标几条).
        if _LONG_RUN <= len(run) <= len(sentence) / 2 and not _ASKS.search(run) and "〈" not in run and "〉" not in run:
            hidden = hidden.replace(run, CONTENT)
    return hidden if _ASKS.search(hidden.replace(CONTENT, "")) else said
