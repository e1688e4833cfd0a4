"""Who may use a channel: the one place that asks."""

from fastapi import Request

from api.access.checks import SAFE_METHODS, authorise, count_answer
from kb.access.roles import Role


async def authorised(request: Request) -> None:
    """Let the request pass if its key, or anybody, may read; what is asked is counted.

    :raises AccessError: the request may not read; KeyRequiredError where another key would help.
    :raises BudgetError: the client asked too often, or with too many wrong keys.
    """
    await authorise(request, Role.READ)
    if request.method not in SAFE_METHODS:
        count_answer(request)
