"""Lists that are longer than what is printed: the sentence says how many there are, the fields hold all."""

from kb import opening
from kb.qa.drafting import Draft
from kb.qa.library import Library
from kb.qa.models import Answer, AnsweredTask, Cited
from kb.qa.scoping import with_documents
from kb.qa.wording import MOST_LISTED, marks, tasks_sentence
from kb.settings import Settings


def _task(number: int) -> AnsweredTask:
    return AnsweredTask(f"https://example.org/{number}", str(number), f"任务甲{number}", "plan")


def _cited(number: int) -> Cited:
    return Cited(number, f"d{number}", f"规划{number}", "1", "", "原文", 0, 2, "")


def test_sentences_of_one_wording_are_cut_and_counted(built: Settings) -> None:
    draft = Draft(Library(opening.open_knowledge(built)))
    draft.say("citing", "some", level="省", count=60)
    for number in range(60):
        draft.say("coordination", "item", title=f"甲{number}", section="1", units="县公安局", marks="")
        draft.add("附言。")
    said = draft.answer().answer
    assert said.count("“甲") == said.count("附言。") == MOST_LISTED == 50
    assert said.endswith("共60项，列前50项。")


def test_a_list_of_just_as_many_is_whole(built: Settings) -> None:
    draft = Draft(Library(opening.open_knowledge(built)))
    for number in range(MOST_LISTED):
        draft.say("coordination", "item", title=f"甲{number}", section="1", units="县公安局", marks="")
    assert "列前" not in draft.answer().answer


def test_tasks_of_a_unit_are_cut_and_counted() -> None:
    rows = [(_task(number), "lead", number) for number in range(60)]
    assert tasks_sentence("县公安局", rows).startswith("县公安局承担60项任务，列前50项：")
    assert tasks_sentence("县公安局", rows).count("任务甲") == MOST_LISTED
    assert tasks_sentence("县公安局", rows, shown=0) == "县公安局承担60项任务。"
    assert "列前" not in tasks_sentence("县公安局", rows[:MOST_LISTED])


def test_marks_are_cut_and_counted() -> None:
    assert marks([1, 2, 2]) == "[1][2]"
    assert marks(range(1, 81)).endswith("[50]等80处")


def test_titles_said_first_are_three_at_most() -> None:
    three = with_documents(Answer("answered", "是。", citations=tuple(map(_cited, range(3)))))
    assert three.answer == "据《规划0》《规划1》《规划2》：是。"
    five = with_documents(Answer("answered", "是。", citations=tuple(map(_cited, range(5)))))
    assert five.answer == "据《规划0》《规划1》《规划2》等5份文件：是。"
