"""What people call the documents that changes are about."""

from collections.abc import Iterable, Mapping

from api.pages.templates import WORDS
from kb.errors import no_document
from kb.intake.changes import Change


def titles_known(every: Iterable[Change], held: Mapping[str, str]) -> dict[str, str]:
    """The titles of the documents held, and of those taken out that a change still names."""
    given = {change.document: change.title for change in every if change.title and change.state == "published"}
    return {**given, **held}


def name_of(change: Change, titles: Mapping[str, str]) -> str:
    """The document of ``change``: by its title where it has one (``titles``: see :func:`titles_known`), else by the
    file that was sent, else by its id.

    >>> removal = Change("0" * 16, "remove", "fire", "编辑", "2026-01-02T03:04:05+00:00")
    >>> name_of(removal, {"fire": "某县消防规划"}), name_of(removal, {})
    ('《某县消防规划》', '文件 fire')
    """
    # What is being added may get an id that another document has.
    held = titles.get(change.document, "") if change.kind != "add" or change.state == "published" else ""
    title = change.title or held
    return marked(title) if title else change.file or f"文件 {change.document}"


def marked(title: str) -> str:
    """A title in the marks of titles, which are not put around others.

    >>> marked("某县规划"), marked("某县关于印发《某县规划》的通知")
    ('《某县规划》', '某县关于印发《某县规划》的通知')
    """
    return title if "《" in title else f"《{title}》"


def heading_of(change: Change, titles: Mapping[str, str]) -> str:
    """What is done with the document, as the heading of its page."""
    name = name_of(change, titles)
    if change.kind == "remove":
        return f"移除{name}"
    return f"用新版本替换{name}" if change.kind == "replace" else name


def states_of(change: Change) -> dict[str, str]:
    """What the states of a change of this kind are called."""
    return {**WORDS["state"], **(WORDS["removal"] if change.kind == "remove" else {})}


def title_of(document: str, titles: Mapping[str, str]) -> str:
    """The title of a document that is held, its id where it has none.

    :raises NotFoundError: it is not held.
    """
    if document not in titles:
        raise no_document(document)
    return titles[document] or document
