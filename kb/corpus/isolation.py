"""Reading in a process of its own: every format but plain text, because its files can hang, crash or bloat what reads them."""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from typing import Any

from kb.corpus.readers.base import Limits
from kb.errors import InputError
from kb.settings import ROOT


def read_apart(task: str, data: bytes, limits: Limits, seconds: int) -> dict[str, Any]:
    """What :mod:`kb.corpus.worker` answers to ``task`` on the bytes; after ``seconds`` it is killed.

    :raises InputError: the worker's own; it took too long; it ended without an answer.
    """
    command = [sys.executable, "-P", "-m", "kb.corpus.worker", task, json.dumps(asdict(limits))]
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds, env=environment, check=False)
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise InputError(f"文件太复杂，{seconds} 秒没有读完；请拆分，或把正文另存为 .txt。") from error
    except ValueError as error:  # the process ended without an answer
        raise InputError(
            "文件读到一半出错（已损坏，或要的内存太多）；请重新取得文件、拆分，或把正文另存为 .txt。"
        ) from error
    if "error" in answer:
        raise InputError(answer["error"])
    return dict(answer)
