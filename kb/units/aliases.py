"""Every name under which a unit may be looked for: printed, full, short, colloquial, former, slips.

Generated from the lexicon, so that a plan that only prints 县应急局 is found under 应急管理局, 应急部门 and 安监局.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from kb.units.completion import mend_slip
from kb.units.identity import Identity, short_place
from kb.units.lexicon import Body, Former, Function, load_lexicon
from kb.units.unit import KINDS, Alias

_OFFICE = "会办公室"
_MERGED_AT_MOST = 4
_WELL_KNOWN = 4
_PUNCTUATION = re.compile("[（）()、，“”]")
_SPOKEN_AT_LEAST = 4
_OTHER_HEADS, _PROVINCIAL_HEAD = ("局", "委", "办"), "厅"


def aliases_of(identity: Identity, printed: Sequence[str]) -> tuple[Alias, ...]:
    """All aliases in fixed order, each text once under its first kind. ``printed``: the forms found, the best first."""
    found: dict[str, Alias] = {}
    for text in printed:
        slip = mend_slip(text) is not None
        found.setdefault(text, Alias(text, "slip" if slip else "printed"))
    for alias in _generated(identity):
        if len(alias.text) > 1 and "{" not in alias.text:
            found.setdefault(alias.text, alias)
    return tuple(sorted(found.values(), key=lambda alias: KINDS.index(alias.kind)))


def _generated(identity: Identity) -> Iterator[Alias]:
    if identity.collective:
        yield from _collective_variants(identity)
        return
    lexicon = load_lexicon()
    if not identity.ids:
        core = identity.core.removeprefix("=")
        yield from _with(_fronts(identity).all, [core], "short")
        # 爱卫会办公室 is called 爱卫办.
        if core.endswith(_OFFICE) and len(core) > len(_OFFICE) + 1:
            yield from _with(_fronts(identity).brief, [core.removesuffix(_OFFICE) + "办"], "short")
    elif "~" in identity.core:
        yield from _of_former(identity)
    elif (body := lexicon.bodies.get(identity.ids[0])) is not None:
        yield from _of_body(identity, body)
    else:
        yield from _of_department(identity, [lexicon.functions[i] for i in identity.ids])


def _of_former(identity: Identity) -> Iterator[Alias]:
    """The names of a body that a text knows under its former name only."""
    lexicon, last = load_lexicon(), identity.core.partition("~")[2]
    entry = lexicon.functions.get(identity.ids[0]) or lexicon.bodies[identity.ids[0]]
    for former in entry.former:
        if last in former.stems or last in former.names:
            yield from _with(_fronts(identity).brief, _local_names(former, identity.level), "short")


@dataclass(frozen=True, slots=True)
class _Fronts:
    """What may stand before a name; nothing ("") only before the document's own bodies."""

    all: tuple[str, ...]
    brief: tuple[str, ...]


def _fronts(identity: Identity) -> _Fronts:
    if identity.level == "state":
        return _Fronts(("国家", ""), ("国家", ""))
    place, none = identity.named_place, [""] if identity.own else []
    brief = [identity.prefix] if identity.prefix else []
    all_fronts = [*brief, *([place, short_place(place)] if place else []), *none]
    return _Fronts(tuple(dict.fromkeys(all_fronts)), tuple(brief or all_fronts[:1]) + tuple(none))


def _of_department(identity: Identity, functions: Sequence[Function]) -> Iterator[Alias]:
    fronts = _fronts(identity)
    head = identity.head or functions[0].heads.get(identity.level, "局")
    long_head = load_lexicon().long_heads.get(head, head)
    stems = list(dict.fromkeys(_stems(functions)))
    yield Alias(f"{identity.named_place}{stems[0]}{long_head}", "full")
    yield from _with(fronts.all, [stems[0] + long_head], "full")
    yield from _with(fronts.all, [stem + head for stem in stems[:_WELL_KNOWN]], "short")
    yield from _with(fronts.brief, [stem + h for stem in stems for h in (head, long_head)], "short")
    if ":" not in identity.core:
        yield from _with(fronts.brief, _spoken(functions, stems, head, identity.level), "colloquial")
        yield from _with(fronts.brief[-1:], _spoken_heads(functions, stems), "colloquial")
        for function in functions:
            yield from _former(fronts.brief, function.former, identity.level)


def _stems(functions: Sequence[Function]) -> Iterator[str]:
    """Stems of the whole department, the official one first: each function in full and in short, joined with 和 or
    nothing, and the clips (教体)."""
    if len(functions) == 1:
        yield from functions[0].stems
        return
    for words in ([f.name for f in functions], [f.stems[min(1, len(f.short))] for f in functions]):
        yield "".join(words[:-1]) + "和" + words[-1]
        yield "".join(words)
    if all(function.clips for function in functions):
        yield "".join(function.clips[0] for function in functions)


def _spoken(functions: Sequence[Function], stems: Sequence[str], head: str, level: str) -> Iterator[str]:
    """What people say: another usual head (发改委 for a 局), one function of a merged department, whole names."""
    heads = dict.fromkeys((head, *(h for h in _OTHER_HEADS if h in functions[0].heads.values())))
    if level == "province":
        # Bureaus of provinces were departments (林业厅) or are taken for some.
        heads.setdefault(_PROVINCIAL_HEAD)
    for stem in (*stems, *_parts(functions)):
        yield from (stem + other for other in heads)
    for function in functions:
        yield from function.names
        yield from (stem + head for stem in function.spoken)


def _spoken_heads(functions: Sequence[Function], stems: Sequence[str]) -> Iterator[str]:
    """应急部门, 应急管理部门, 教育主管部门."""
    for stem in (*stems, *_parts(functions), *(stem for function in functions for stem in function.spoken)):
        yield from (stem + spoken for spoken in load_lexicon().words["spoken_heads"])


def _parts(functions: Sequence[Function]) -> Iterator[str]:
    """Parts of a merged department: each function alone, and clips of some of them (文旅 of 文化广电和旅游)."""
    if not 1 < len(functions) <= _MERGED_AT_MOST:
        return
    for function in functions:
        yield from function.stems
    for size in range(2, len(functions)):
        for some in combinations(functions, size):
            yield "和".join(function.name for function in some)
            if all(function.clips for function in some):
                yield "".join(function.clips[0] for function in some)


def _of_body(identity: Identity, body: Body) -> Iterator[Alias]:
    if identity.level == "state":
        yield from (Alias(name, "short") for name in (*body.state, *body.bare))
        return
    place = identity.named_place
    marks = {"{p}": identity.prefix, "{o}": place, "{s}": short_place(place) if place else ""}
    yield from _filled([body.full], marks, "full")
    yield from _filled(body.forms, marks, "short")
    if identity.own:
        general = load_lexicon().words["too_general"]
        yield from (Alias(name, "colloquial") for name in body.bare if name not in general)
    yield from _filled(body.spoken, marks, "colloquial")
    yield from _former(_fronts(identity).brief, body.former, identity.level)


def _filled(forms: Iterable[str], marks: dict[str, str], kind: str) -> Iterator[Alias]:
    for form in forms:
        if all(value for mark, value in marks.items() if mark in form):
            for mark, value in marks.items():
                form = form.replace(mark, value)
            yield Alias(form, kind)


def _former(fronts: Sequence[str], formers: Iterable[Former], level: str) -> Iterator[Alias]:
    for former in formers:
        spoken = tuple(stem + "部门" for stem in former.stems)
        for name in (*_local_names(former, level), *spoken):
            yield from (Alias(front + name, "former", former.until) for front in fronts)


def _local_names(former: Former, level: str) -> list[str]:
    """Former names as they were used at this level: 总局 and 部 only for the state."""
    heads = tuple(load_lexicon().state_heads)
    return [name for name in former.all_names() if level == "state" or not name.endswith(heads)]


def _with(fronts: Sequence[str], names: Iterable[str], kind: str) -> Iterator[Alias]:
    for name in dict.fromkeys(names):
        for front in fronts:
            yield Alias(front + name, kind)


def _collective_variants(identity: Identity) -> Iterator[Alias]:
    """The wording with each pair of equal wordings exchanged, one at a time."""
    text = identity.core.removeprefix("*")
    yield Alias(text, "colloquial")
    plain = _PUNCTUATION.sub("", text)
    for spoken in (plain, plain.replace("人民政府", "政府"), plain.removesuffix("人民政府")):
        if spoken != text and len(spoken) >= _SPOKEN_AT_LEAST:
            yield Alias(spoken, "colloquial")
    for left, right in load_lexicon().collective_variants:
        for old, new in ((left, right), (right, left)):
            if old and old in text:
                yield Alias(text.replace(old, new), "colloquial")
