"""Requests of the HTTP API. Responses are the contracts of kb.contract and kb.qa.contract."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field


class AskRequest(BaseModel):
    """One question; unknown keys are ignored so that clients may send more."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"question": "谁负责消防领域整治"}]})

    question: str = Field(description="中文问题", examples=["谁负责消防领域整治"])
    history: list[str] = Field(default_factory=list, max_length=50, description="同一用户先前的提问，由远及近")
    documents: list[str] | None = Field(default=None, description="只在这些文件里找答案（文件 id）")
    as_of: date | None = Field(default=None, description="说明各项时限到这一天是否已到期；不给则不说")
    explain: bool = Field(default=False, description="附上理解过程")
