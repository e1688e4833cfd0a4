"""Old Word and WPS files to .docx, by LibreOffice where it is installed."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from kb.errors import InputError

_PROGRAMS = ("soffice", "libreoffice")
_CONVERSION = "docx:MS Word 2007 XML"
# The filter is named, because LibreOffice reads what it does not know as plain text.
_FILTERS = {".doc": "MS Word 97", ".rtf": "Rich Text Format"}
# Security of the profile: nothing in a file is run, and nothing that it refers to is fetched.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def to_docx(data: bytes, suffix: str, seconds: int) -> bytes:
    """The file as .docx; ``suffix`` is .doc or .rtf, by content.

    Each call has a profile folder of its own, so that two at once, or a LibreOffice on the desktop, do not meet.

    :raises InputError: LibreOffice is not installed, takes longer than ``seconds``, or cannot read the file.
    """
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise InputError(
            "旧版 Word、WPS 和 RTF 文件（.doc、.wps、.rtf）要由 LibreOffice 转换，而本机没有安装；"
            "请安装 LibreOffice，或用 Word、WPS 打开后另存为 .docx。"
        )
    with tempfile.TemporaryDirectory(prefix="zeren-office-") as folder:
        profile, source = Path(folder) / "profile", Path(folder) / f"file{suffix}"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        source.write_bytes(data)
        _run([program, f"-env:UserInstallation={profile.as_uri()}", *_arguments(source)], Path(folder), seconds)
        result = source.with_suffix(".docx")
        if not result.is_file():
            raise InputError(
                "LibreOffice 读不了这个文件（已损坏，或加了密码）；请用 Word 或 WPS 打开，去掉密码，另存为 .docx。"
            )
        return result.read_bytes()


def _arguments(source: Path) -> list[str]:
    options = ["--headless", "--norestore", "--nologo", "--nolockcheck"]
    options.append(f"--infilter={_FILTERS[source.suffix]}")
    return [*options, "--convert-to", _CONVERSION, "--outdir", str(source.parent), str(source)]


def _run(command: list[str], folder: Path, seconds: int) -> None:
    """Runs it in a session of its own, so that what it started ends with it when the time is up."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        command, stdin=quiet, stdout=quiet, stderr=quiet, cwd=folder, start_new_session=True
    ) as process:
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            os.killpg(process.pid, signal.SIGKILL)
            raise InputError(
                f"LibreOffice 转换超过 {seconds} 秒，已停止；请用 Word 或 WPS 打开后另存为 .docx。"
            ) from error
