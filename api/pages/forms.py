"""What people filled in on a page."""

from urllib.parse import parse_qsl

from fastapi import Request

from kb.errors import InputError

# No page has so many fields, nor room for so much; what is longer would keep all others waiting while it is read.
_MOST_FIELDS, _MOST_BYTES = 20, 65_536


async def fields_of(request: Request) -> dict[str, str]:
    """The fields of a form (application/x-www-form-urlencoded) that are not empty.

    :raises InputError: no page of this service sends such a form.
    """
    body = await request.body()
    try:
        if len(body) > _MOST_BYTES:
            raise ValueError
        return dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=_MOST_FIELDS))
    except ValueError as error:
        raise InputError("表单的内容太多；请从页面上重新填写后提交。") from error
