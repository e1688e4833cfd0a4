"""The arguments of the tools, constrained: what a model may send, and what it reads about each."""

from datetime import date
from typing import Annotated

from pydantic import Field

from api.channels.mcp.models import Role

Question = Annotated[str, Field(min_length=1, description="完整的中文问题，如“谁负责消防领域整治”；写全要问的事项，不要只写关键词")]  # fmt: skip
History = Annotated[tuple[str, ...], Field(max_length=50, description="同一用户先前的提问，由远及近；问题里有“它”“那…呢”时才需要")]  # fmt: skip
Documents = Annotated[tuple[str, ...], Field(max_length=20, description="只看这些文件（文件标识，资源 plan://documents 列出了全部）；不给就是全部文件")]  # fmt: skip
Limit = Annotated[int, Field(ge=1, le=100, description="至多给出几条")]
Offset = Annotated[int, Field(ge=0, description="跳过前几条；truncated 为 true 时用它取下一页")]
Query = Annotated[str, Field(min_length=1, max_length=500, description="要找的内容，词语、短语或问句都可以，如“电动车乱充电”")]  # fmt: skip
Matter = Annotated[str, Field(min_length=1, max_length=200, description="事项，如“消防领域整治”；也可以是任务的 clause_id，如“某规划/3.3.3”")]  # fmt: skip
Unit = Annotated[str | None, Field(max_length=100, description="单位：名称、简称或旧称，如“县应急局”；不给就是全部单位")]  # fmt: skip
Roles = Annotated[Role | None, Field(description="只看这一种角色：lead 牵头，participate 参与，responsible 负责（没有牵头单位时），guide 指导；不给就是全部角色")]  # fmt: skip
After = Annotated[date | None, Field(description="只看这一天或之后到期的任务，YYYY-MM-DD")]
Before = Annotated[date | None, Field(description="只看这一天或之前到期的任务，YYYY-MM-DD")]
WithText = Annotated[bool, Field(description="附上每项任务的全文（工作内容），较长")]
ClauseId = Annotated[str, Field(min_length=1, max_length=300, description="条款标识“文件标识/条款位置”，如“某规划/3.3.3”；其它工具的结果里有")]  # fmt: skip
Sparql = Annotated[str, Field(min_length=1, description="SPARQL 1.1 查询，写全 PREFIX；只读：SELECT、ASK、CONSTRUCT、DESCRIBE")]  # fmt: skip
MaxRows = Annotated[int, Field(ge=1, le=500, description="至多给出几行")]
Words = Annotated[str | None, Field(max_length=50, description="只看名称、标签、定义或问题里有这个词的，如“时限”“zr:leads”，并附细节和查询全文；不给就是一览")]  # fmt: skip
