"""POST /dify/retrieval."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends
from pydantic import BaseModel, ConfigDict, Field

from api.channels.access import authorised
from api.channels.dify.conditions import OPERATORS, Condition
from api.channels.dify.errors import check_header, error_response
from api.channels.dify.records import NAMES, Wanted, records_of
from api.channels.routing import route_with_errors
from api.dependencies import OpenedDep, SettingsDep
from api.pressure import Place
from kb.errors import InputError

router = APIRouter(
    prefix="/dify",
    tags=["Dify 外部知识库"],
    route_class=route_with_errors(error_response),
    dependencies=[Depends(check_header), Depends(authorised)],
)
_MOST = 100
_Scalar = str | int | float


class MetadataCondition(BaseModel):
    """One condition."""

    name: str = Field(description=f"元数据名：{'、'.join(NAMES)}")
    comparison_operator: str = Field(description=f"比较：{'、'.join(OPERATORS)}")
    value: _Scalar | list[_Scalar] | None = None


class MetadataConditions(BaseModel):
    """Conditions on the metadata of the records."""

    logical_operator: Literal["and", "or"] | None = "and"
    conditions: list[MetadataCondition] | None = Field(default=None, max_length=50)


class RetrievalSetting(BaseModel):
    """How many records, and from which score on."""

    top_k: int = Field(default=5, ge=1, description="最多几段")
    score_threshold: float | None = Field(default=0.0, description="最低得分，0 到 1")


class RetrievalRequest(BaseModel):
    """What Dify asks."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "knowledge_id": "all",
                    "query": "消防领域由谁牵头",
                    "retrieval_setting": {"top_k": 3, "score_threshold": 0.2},
                    "metadata_condition": {
                        "logical_operator": "and",
                        "conditions": [{"name": "units", "comparison_operator": "contains", "value": "县公安局"}],
                    },
                }
            ]
        }
    )

    knowledge_id: str = Field(description="all 是全部文件，或一份文件的 id")
    query: str
    retrieval_setting: RetrievalSetting = Field(default_factory=RetrievalSetting)
    metadata_condition: MetadataConditions | None = None


@router.post("/retrieval", summary="检索原文", operation_id="dify_retrieval", dependencies=[Place])
def retrieve(body: Annotated[RetrievalRequest, Body()], opened: OpenedDep, settings: SettingsDep) -> dict[str, Any]:
    """与所问最接近的原文，最接近的在前；每段附出处、责任单位和打开原文的链接（metadata）。"""
    asked = body.metadata_condition or MetadataConditions()
    wanted = Wanted(
        knowledge=body.knowledge_id,
        query=body.query,
        most=min(body.retrieval_setting.top_k, _MOST),
        least=body.retrieval_setting.score_threshold or 0.0,
        conditions=tuple(_condition(condition) for condition in asked.conditions or ()),
        any_of_them=asked.logical_operator == "or",
    )
    return {"records": records_of(wanted, opened, settings.public_url)}


def _condition(asked: MetadataCondition) -> Condition:
    """:raises InputError: there is no such metadata or operator; left to pass, it would leave out everything."""
    if asked.name not in NAMES:
        raise InputError(f"没有名为 {asked.name} 的元数据；可用：{'、'.join(NAMES)}。")
    if asked.comparison_operator not in OPERATORS:
        raise InputError(f"没有名为 {asked.comparison_operator} 的比较；可用：{'、'.join(OPERATORS)}。")
    return Condition(asked.name, asked.comparison_operator, asked.value)
