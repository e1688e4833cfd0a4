"""Classes of questions that were read in part, or as something near: what is compared, approved, asked on, left out."""

import pytest

from kb.qa.answering import Answerer
from kb.qa.models import Question

# (earlier turn or "", question, titles of the tasks, why)
_TASKS = [
    (
        "",
        "县应急局和县市场监管局有没有相同的任务",
        {"工贸行业", "油气管道安全", "民用爆炸物品安全"},
        "those both have, not either",
    ),
    (
        "油气管道归县公安局管吗",
        "除了油气管道还管什么",
        {"消防领域", "民用爆炸物品安全"},
        "the unit before, without what is left out",
    ),
    ("县公安局参与消防吗", "除了这个还管什么", {"油气管道安全", "民用爆炸物品安全"}, "without what was spoken of"),
]


@pytest.mark.parametrize(("before", "question", "titles", "why"), _TASKS, ids=[case[-1] for case in _TASKS])
def test_tasks(answerer: Answerer, before: str, question: str, titles: set[str], why: str) -> None:
    answer = answerer.ask(Question(question, (before,) if before else ()))
    assert (answer.status, {task.title for task in answer.tasks}) == ("answered", titles), why


# (question, yes or no, how the answer begins or what it says, why)
_WHETHER = [
    (
        "园区安全和民爆是同样几个部门管吗",
        False,
        "责任单位不相同",
        "the units of two matters are held against each other",
    ),
    ("燃气和城市建设是同一个部门负责吗", True, "是。", "one that has both"),
    ("消防领域和工贸行业的牵头单位一样吗", False, "牵头单位不相同", "the leads are, where leads are asked for"),
    ("亿元GDP死亡率的目标是不是比十三五低", True, "目标更低", "what is aimed at and what was reached in the end"),
    ("芦湖街道要新建消防救援站吗", False, "没有芦湖街道", "a town that the list of towns does not hold"),
    ("花沟镇要新建消防救援站吗", True, "列有花沟镇", "one that it holds"),
    ("县应急局和县公安局共同牵头过任务吗", False, "共同牵头的任务", "what they share they do not lead together"),
]


@pytest.mark.parametrize(("question", "yes", "told", "why"), _WHETHER, ids=[case[-1] for case in _WHETHER])
def test_whether(answerer: Answerer, question: str, yes: bool, told: str, why: str) -> None:
    answer = answerer.ask(Question(question))
    assert (answer.status, answer.yes_no) == ("answered", yes), why
    assert told in answer.answer, why


# (earlier turn or "", question, what the answer says, what it does not, why)
_TOLD = [
    ("", "油气长输管道和工业压力管道哪个长", "工业压力管道更长", "", "which of two figures is the larger"),
    ("", "在电力线路保护区钻探要找谁批", "由县发展改革局批准", "供电公司", "who approves, not all who are responsible"),
    ("", "消防站准备建在哪几个镇", "唐坊镇", "微型消防站", "sentences about as good are looked through for places"),
    ("", "什么地方要建微型消防站", "行政村", "要建设的共", "where, and not what is to be built"),
    ("", "县委党校要做什么", "纳入干部培训课程", "", "what the text orders the unit to do by name"),
    ("", "县住建局单独承担哪些任务", "单独承担2项任务", "", "which tasks these are is said"),
    ("安全文化兴安工程谁牵头", "要建什么", "安全文化体验基地", "主题公园", "of the task spoken of, not of others"),
    ("安全风险监测预警工程由谁牵头", "什么时候完成", "没有写明时间", "2022年底前", "the time of no other task"),
    ("全县消防救援站现在几个", "还要再建多少", "16个", "达到4个", "what is aimed at, after what is"),
    ("万车死亡率的目标是多少", "亿元GDP那个呢", "0.01以内", "3以内", "the new indicator in the place of the old one"),
    ("", "社区里弄微型消防站是硬任务不", "行政村", "", "whether it must be, in the words of a village"),
    ("", "煤改气工程的质量谁盯着", "县住房城乡建设局", "", "quality is no quantity"),
    ("", "危大工程要执行什么样的管理标准", "6个“100%”", "", "a standard may be what the text says"),
    ("", "电梯维保要推行什么办法", "按需维保", "", "and so may a way of doing it"),
    ("", "参与单位数量最多的任务是哪项", "“消防领域”", "", "the number of units, said so"),
    ("", "规划由哪几部分构成", "共4个部分", "", "the plan's own parts"),
    ("", "县市场监管局的牵头任务和配合任务分别是哪些", "承担5项任务", "", "both roles"),
    (
        "",
        "中期评估和终期考核分别定在什么时候",
        "“对本规划执行情况进行中期评估”的时限是2023年",
        "",
        "the time of each of two",
    ),
    (
        "",
        "重点工程共几项？请逐项列出牵头单位",
        "“消防救援能力提升工程”由县消防救援大队牵头",
        "",
        "each of what was listed",
    ),
    ("", "保障措施那一章写了哪些", "强化评估考核", "", "a part by its title, and not a sentence with its words"),
    (
        "",
        "企业失信怎么惩戒？依据是什么",
        "“依据是什么”这一问，规划未载明",
        "",
        "the second part is not dropped, whatever it names",
    ),
    ("", "到2035年的远景目标怎么表述", "到2035年，基本建成", "", "aims of a year, and not a title that holds the year"),
    ("县市场监管局牵头哪些任务", "配合的呢", "县市场监管局参与2项任务", "", "a role alone is asked of the unit before"),
    (
        "县发改局承担哪些任务",
        "其中哪些没有写明牵头单位",
        "在没有写明牵头单位的任务中承担3项",
        "",
        "the part that is asked is said",
    ),
    ("", "住建负责哪些活儿", "县住房城乡建设局承担5项任务", "", "a bureau by its stem, before what it does"),
    (
        "",
        "专业背景的执法人员比例什么时候要达标，具体比例是多少",
        "这一问，规划未载明",
        "",
        "the second part is not dropped",
    ),
]


@pytest.mark.parametrize(("before", "question", "told", "untold", "why"), _TOLD, ids=[case[-1] for case in _TOLD])
def test_told(answerer: Answerer, before: str, question: str, told: str, untold: str, why: str) -> None:
    answer = answerer.ask(Question(question, (before,) if before else ()))
    assert told in answer.answer, why
    assert not untold or untold not in answer.answer, why


@pytest.mark.parametrize(
    "question", ["经济开发区管委会是哪项任务的牵头单位", "唐坊镇政府牵头哪些任务", "开发区管委会负责什么"]
)
def test_bodies_on_no_list_are_units_without_tasks(answerer: Answerer, question: str) -> None:
    answer = answerer.ask(Question(question))
    assert (answer.status, answer.reason, answer.units) == ("not_stated", "unknown_unit", ())


# (question, yes or no or neither, what the answer must not say, why)
_NOT_TOLD = [
    ("在架空电力线路保护区焚烧秸秆找谁批", None, "批准。[1]", "what is forbidden nobody approves"),
    ("电力线路保护区打桩由谁备案", None, "由县发展改革局批准。[1]", "approval is not what is asked"),
    ("唐坊镇有化工园区吗", None, "原文列有", "the list of towns is of something else"),
    ("唐坊镇现在有消防救援站吗", None, "原文列有", "what is to be built is not there yet"),
    ("花沟镇不用新建消防救援站吗", None, "原文列有", "a question that denies"),
    ("唐坊镇和常家镇都要新建消防救援站吗", False, "没有唐坊镇", "only the town that is absent is named"),
    ("民爆和油气管道的牵头单位一样吗", None, "牵头单位相同", "neither has a lead"),
    ("加强组织领导和加强教育培训的责任单位一样吗", None, "是。", "neither has a unit"),
    ("消防领域和工贸行业的责任单位不一样吗", None, "不是，", "a question that denies"),
    ("消防救援能力提升工程和化工及危险化学品领域是同一个部门负责吗", None, "是。", "a collective is no unit"),
    ("万车死亡率和亿元GDP死亡率哪个高", None, "更高。", "numbers of different things"),
    ("消防领域的任务都有责任单位吗", None, "没有写明责任单位的任务", "of one matter, not of the plan"),
    ("县公安局单独负责哪些任务", None, "没有写明县公安局的任务", "it has tasks, though none alone"),
    (
        "县公安局在夯实安全基层基础里有哪些任务",
        None,
        "没有写明县公安局的任务。县",
        "it has none in the part that is named",
    ),
    ("消防安全方面开发区管委会负责什么", None, "防安全方面", "what stands before a name is no part of it"),
    ("县公安局和县市场监管局共同参与民爆吗", True, "消防领域", "the task of the matter that is named alone"),
    ("规划什么时候到期", None, "成文日期", "until when, and no other date"),
]


@pytest.mark.parametrize(("question", "yes", "untold", "why"), _NOT_TOLD, ids=[case[-1] for case in _NOT_TOLD])
def test_what_the_text_does_not_bear_out_is_not_said(
    answerer: Answerer, question: str, yes: bool | None, untold: str, why: str
) -> None:
    answer = answerer.ask(Question(question))
    assert answer.yes_no is yes, why
    assert untold not in answer.answer, why


def test_every_answer_on_the_period_is_cited(answerer: Answerer) -> None:
    answer = answerer.ask(Question("规划的有效期到哪年"))
    assert "2021—2025年" in answer.answer
    assert [cited.quote for cited in answer.citations] == ["“十四五”"]
