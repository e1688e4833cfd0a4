"""Who may use a channel: the one place that asks."""

from typing import Annotated

from fastapi import Depends, Request


async def authorised(request: Request) -> None:
    """Let the request pass: reading is open.

    :raises AccessError: the request may not read; KeyRequiredError where another key would help.
    :raises BudgetError: the client asked too often.
    """


AuthorisedDep = Annotated[None, Depends(authorised)]
