"""The process that reads one file for its parent: the bytes come on stdin, one JSON object goes to stdout.

A file made to hang, to crash or to fill the memory ends this process and no other.
"""

import json
import resource
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict

from kb.corpus.html.extract import extract as extract_html
from kb.corpus.layout.model import Extract
from kb.corpus.ofd.extract import extract as extract_ofd
from kb.corpus.ofd.extract import recognise as recognise_ofd
from kb.corpus.ooxml.extract import extract as extract_docx
from kb.corpus.pdf.extract import extract as extract_pdf
from kb.corpus.pdf.extract import recognise as recognise_pdf
from kb.corpus.readers.base import Limits
from kb.errors import InputError

_TASKS: Mapping[str, Callable[[bytes, Limits], Extract]] = {
    "pdf": extract_pdf,
    "pdf-recognition": recognise_pdf,
    "ofd": extract_ofd,
    "ofd-recognition": recognise_ofd,
    "docx": extract_docx,
    "html": extract_html,
}


def main(task: str, limits: Limits) -> None:
    """Read stdin by ``task`` and print the :class:`Extract`, or ``{"error": message}``."""
    memory = limits.recognition_memory_bytes if task.endswith("-recognition") else limits.memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash writes no image of the memory to disk
    try:
        found = _TASKS[task](sys.stdin.buffer.read(), limits)
        limits.check_length(found.text)
        answer = asdict(found)
    except InputError as error:
        answer = {"error": str(error)}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], Limits(**json.loads(sys.argv[2])))
