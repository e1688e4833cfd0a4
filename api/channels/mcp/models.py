"""What the tools give back. Every result says what proves it, how much there is and whether that is all of it."""

from typing import Literal

from pydantic import BaseModel, Field

Role = Literal["lead", "participate", "responsible", "guide"]
Status = Literal["answered", "not_stated", "ambiguous", "out_of_scope", "invalid"]


class Citation(BaseModel):
    """A quotation, verbatim from the text of its document."""

    n: int = Field(description="引文的标号，正文里写作 [n]")
    document: str = Field(description="文件标识")
    document_title: str = Field(description="文件标题")
    section: str = Field(description="条款位置，如 3.3.3")
    clause_id: str = Field(description="条款标识，可交给 get_clause")
    heading: str = Field(description="条款标题")
    quote: str = Field(description="原文，一字不改")
    url: str = Field(description="打开原文并标出这一处的网址")


class Result(BaseModel):
    """What every tool says beside its own answer."""

    citations: list[Citation] = Field(description="支持这个结果的原文")
    total: int = Field(description="符合条件的共有多少")
    truncated: bool = Field(description="true 表示没有给全，可用更大的 limit 或 offset 再取")
    snapshot: str = Field(description="作答所据快照的标识")


class UnitGiven(BaseModel):
    """A unit in a role; ``basis`` is inferred or supplied where the text does not say it."""

    name: str
    role: str = Field(description="lead 牵头，participate 参与，responsible 负责，guide 指导，member 成员")
    collective: bool = Field(description="true 是统称（集体责任主体），不要展开成具体单位")
    basis: str = Field(description="stated 原文写明，supplied 由人补充，inferred 推知")


class TaskNamed(BaseModel):
    """A task by its name."""

    clause_id: str
    title: str


class ValueGiven(BaseModel):
    """A value as printed."""

    text: str
    value: str
    unit: str
    kind: str


class Due(BaseModel):
    """A time: ``date`` is null where the text names none."""

    date: str | None
    text: str
    due: str


class Answered(Result):
    """The answer of ``ask``."""

    status: Status = Field(description="answered 已回答；not_stated 文件没有写；ambiguous 需要选定；其余不能回答")
    reason: str | None
    answer: str = Field(description="中文回答，[n] 是引文标号")
    intent: str
    confidence: float
    units: list[UnitGiven]
    tasks: list[TaskNamed]
    values: list[ValueGiven]
    regulations: list[str] = Field(description="回答里提到的法规、文件")
    deadlines: list[Due]
    deliverables: list[str] = Field(description="回答里提到的建设项目")
    yes_no: bool | None
    count: int | None
    follow_ups: list[str]


class Passage(BaseModel):
    """A passage found; ``n`` is its citation."""

    n: int
    clause_id: str
    score: float = Field(description="0 到 1，越大越相关")


class Passages(Result):
    """The result of ``search_clauses``, best first."""

    total: int = Field(description="这里给出几段；truncated 为 true 时还有")
    items: list[Passage]


class StatedTime(Due):
    """A time that the text of a task states; ``n`` is its citation."""

    n: int


class Task(BaseModel):
    """A task with the units in each role, as printed in its statement of responsibility."""

    clause_id: str
    title: str
    parent_title: str
    document_title: str
    lead: list[str]
    participate: list[str]
    responsible: list[str]
    guide: list[str]
    open_list: bool = Field(description="true 表示原文名单以“等”收尾，没有列全")
    deadlines: list[StatedTime] = Field(description="原文写明的时限，各有引文标号 n")
    due: str | None = Field(description="最早的时限；due_basis 为 inferred 时是规划期末，原文没有写")
    due_basis: Literal["stated", "inferred"] | None
    citations: list[int] = Field(description="支持责任分工的引文标号")
    text: str | None = Field(description="任务全文；没有要求时为 null")


class Tasks(Result):
    """The result of ``list_tasks_of_unit``."""

    unit: str | None = Field(description="认出的单位的规范名称")
    items: list[Task]


class Responsible(Result):
    """The result of ``find_responsible``."""

    status: Status
    reason: str | None
    answer: str
    items: list[Task] = Field(description="所涉任务和各角色的单位")


class Fact(BaseModel):
    """A fact that was read in a clause."""

    kind: Literal["assignment", "deadline", "figure", "citation", "deliverable"]
    label: str
    n: int = Field(description="引文标号")


class Clause(Result):
    """The result of ``get_clause``."""

    clause_id: str
    document: str
    document_title: str
    section: str
    heading: str
    level: str
    parent: str | None = Field(description="上级条款的 clause_id")
    children: list[str] = Field(description="下级条款的 clause_id")
    text: str = Field(description="条款自己的原文，不含下级条款")
    facts: list[Fact]


class Table(Result):
    """The result of ``sparql_query``."""

    form: Literal["SELECT", "ASK", "GRAPH"]
    columns: list[str]
    rows: list[dict[str, str]] = Field(description="SELECT 的行；没有值的列不出现")
    boolean: bool | None = Field(description="ASK 的结果")
    triples: list[str] = Field(description="CONSTRUCT、DESCRIBE 的三元组（N-Triples，一行一条）")


class Term(BaseModel):
    """A term of the ontology."""

    name: str
    label: str
    definition: str
    facts: list[str] = Field(description="上位、定义域、值域、逆属性等")


class Example(BaseModel):
    """A query to learn from; ``query`` is left out where only its question was asked for."""

    question: str
    query: str | None


class Schema(Result):
    """The result of ``describe_schema``."""

    prefixes: dict[str, str]
    terms: list[Term]
    examples: list[Example]
