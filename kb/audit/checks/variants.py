"""One thing named in two ways: phrases and marks by ``variants.yaml``, pairs of phrases joined in two ways."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from kb.audit.models import Spot
from kb.audit.plan import Plan
from kb.audit.wordings import wording
from kb.models import Span
from kb.rules import load_yaml

# A sign alone is no quotation one could find again.
_AROUND_SIGN = 6
DATA = Path(__file__).parent.parent / "variants.yaml"


def variant_spots(plan: Plan) -> Iterator[Spot]:
    """One spot for each group of which the plan uses more than one form, at the rarer form."""
    data = load_yaml(DATA)
    headings = _headings_only(plan)
    for group in chain.from_iterable(map(_each, data["variants"])):
        text = headings if group.get("where") == "heading" else plan.masked
        places = _apart({form: list(re.finditer(re.escape(form), text)) for form in group["forms"]})
        shown = dict(zip(group.get("shown", group["forms"]), places.values(), strict=True))
        yield from _spot(plan, "phrase-two-names", shown, {"prefer": group["prefer"]})
    for group in data["signs"]:
        pairs = zip(group["shown"], group["forms"], strict=True)
        places = {shown: list(re.finditer(form, plan.text)) for shown, form in pairs}
        yield from _spot(plan, "sign-two-ways", places, {}, around=_AROUND_SIGN)
    yield from _joined_two_ways(plan)


def _each(group: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The group itself, or one for each of its words."""
    for word in group.get("each", ("",)):
        yield {
            **group,
            "forms": [form.replace("{}", word) for form in group["forms"]],
            "prefer": group["prefer"].replace("{}", word),
        }


def _headings_only(plan: Plan) -> str:
    pieces = [" "] * len(plan.text)
    for provision in plan.document.outline.provisions:
        pieces[provision.heading.start : provision.heading.end] = provision.heading.quote
    return "".join(pieces)


def _apart(places: dict[str, list[re.Match[str]]]) -> dict[str, list[re.Match[str]]]:
    """Each form without its places inside a longer form (养老机构 in 养老服务机构 is none)."""
    return {
        form: [
            m
            for m in found
            if not any(
                o.start() <= m.start() and m.end() <= o.end()
                for other, others in places.items()
                if len(other) > len(form)
                for o in others
            )
        ]
        for form, found in places.items()
    }


def _spot(
    plan: Plan, rule: str, places: dict[str, list[re.Match[str]]], values: dict[str, str], around: int = 0
) -> Iterator[Spot]:
    used = {form: found for form, found in places.items() if found}
    if len(used) < 2:
        return
    rarest = min(used, key=lambda form: (len(used[form]), used[form][0].start()))
    first, *rest = used[rarest]
    contrast = [found[0] for form, found in used.items() if form != rarest]
    words = {**values, "forms": "、".join(f"“{form}”{len(found)}处" for form, found in used.items())}
    others = tuple(_place(plan, match, around) for match in [*rest, *contrast])
    section, span = _place(plan, first, around)
    yield Spot(rule, section, span, words, others)


def _place(plan: Plan, match: re.Match[str], around: int) -> tuple[str, Span]:
    """The match with up to ``around`` characters of its line on both sides."""
    line_start = plan.text.rfind("\n", 0, match.start()) + 1
    line_end = plan.text.find("\n", match.end())
    start = max(line_start, match.start() - around)
    end = min(line_end if line_end >= 0 else len(plan.text), match.end() + around)
    return plan.section_at(match.start()), plan.span(start, end)


def _joined_two_ways(plan: Plan) -> Iterator[Spot]:
    """人民至上、生命至上 here and 人民至上，生命至上 there."""
    found: dict[str, dict[str, list[re.Match[str]]]] = defaultdict(lambda: defaultdict(list))
    for match in wording("shared-words").finditer(plan.masked):
        found[match["first"] + match["second"]][match.group()].append(match)
    for places in found.values():
        yield from _spot(plan, "sign-two-ways", dict(places), {})
