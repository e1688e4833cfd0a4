"""What a build of given paths puts aside: uploads, and what was removed, until the corpus is built again.

<data_dir>/aside.json     a list of documents, as a snapshot keeps its own; no file where nothing is put aside
"""

from kb.errors import StorageError, reason_of
from kb.files import private_folder, write_atomically
from kb.holdings import Holdings, from_json, to_json
from kb.settings import Settings

ASIDE = "aside.json"


def read_aside(settings: Settings) -> Holdings:
    """What is put aside.

    :raises StorageError: the file cannot be read. :raises SnapshotError: it is no such list.
    """
    try:
        return from_json((settings.data_dir / ASIDE).read_bytes())
    except FileNotFoundError:
        return Holdings()
    except OSError as error:
        raise StorageError(f"{settings.data_dir / ASIDE} 读不了（{reason_of(error)}）；请检查读取权限。") from error


def write_aside(settings: Settings, aside: Holdings) -> None:
    """Put these aside in place of what is.

    :raises StorageError: the file cannot be written.
    """
    path = settings.data_dir / ASIDE
    try:
        if aside == Holdings():
            path.unlink(missing_ok=True)
            return
        private_folder(settings.data_dir)
        write_atomically(path, to_json(aside))
    except OSError as error:
        raise StorageError(f"{path} 写不进去（{reason_of(error)}）；请检查磁盘空间和写权限后重试。") from error


def forget_aside(settings: Settings, held: Holdings) -> None:
    """Have none of the documents ``held`` put aside.

    :raises StorageError: the file cannot be read or written.
    """
    aside = read_aside(settings)
    rest = Holdings(tuple(one for one in aside if held.get(one.id) is None), aside.removed)
    if rest != aside:
        write_aside(settings, rest)


def uploads_of(held: Holdings) -> Holdings:
    """The uploaded documents, and what was removed."""
    return Holdings(tuple(one for one in held if one.origin == "upload"), held.removed)


def joined(first: Holdings, second: Holdings) -> Holdings:
    """Both; of documents of one id, or one file, those of ``first``."""
    known = {name for one in first for name in (one.id, one.current.sha256)}
    more = tuple(one for one in second if not known & {one.id, one.current.sha256})
    return Holdings((*first.documents, *more), tuple(dict.fromkeys((*first.removed, *second.removed))))
