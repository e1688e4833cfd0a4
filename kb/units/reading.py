"""Reading one unit name with the lexicon: which prefix, which functions or body, which head.

``县发展和改革局`` is prefix 县, function development-reform, head 局; ``县委网信办`` is prefix 县, body cyberspace;
``龙岩银保监分局`` stands with its own place 龙岩. What the lexicon does not know is read as None.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from kb.units.lexicon import Body, Function, Lexicon, load_lexicon
from kb.units.matching import WordTrie

_JOINERS = "和与及、·"
_ORGANS = ("", "人民政府", "政府", "党委", "委")
_LONGEST_NAME = 40
_LONGEST_PLACE = 12
# what a place name may hold: Chinese characters, but none that ends an organisation
_IN_PLACE = "(?:(?![局委办部厅院各])[一-龥])"
_PLACE = re.compile(f"{_IN_PLACE}{{2,12}}")
_PLACE_ENDS = "区道镇乡"
_LEVELS_IN_BRACKETS = re.compile(r"[（(][省市县区州旗盟镇乡村社街道、]+[）)]")
_BRACKETS = re.compile(r"（[^（）]*）|\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Reading:
    """A name taken apart. ``ids`` are entries of the lexicon in printed order; ``own`` is a place of its own.

    ``former`` is the official stem or name that was valid before, "" when the name is a current one; ``level`` is
    filled when the form itself settles it (state), else "".
    """

    ids: tuple[str, ...]
    prefix: str = ""
    own: str = ""
    head: str = ""
    former: str = ""
    level: str = ""
    body: bool = False
    spoken: bool = False


@dataclass(frozen=True)
class _Tables:
    """Look-up tables made from the lexicon once."""

    stems: Mapping[str, str]
    clips: Mapping[str, str]
    pieces: WordTrie
    former_stems: Mapping[str, tuple[str, str]]
    names: Mapping[str, Reading]
    own_forms: Mapping[str, Sequence[tuple[str, str]]]
    not_in_place: re.Pattern[str]
    longest_stem: int


def without_brackets(name: str) -> str:
    """The name without what stands in brackets: 市发展改革委（市粮食和储备局） -> 市发展改革委."""
    return _BRACKETS.sub("", name) or name


@lru_cache(maxsize=65536)
def read_name(name: str) -> Reading | None:
    """The reading of one name, or None when the lexicon does not know it.

    Brackets are left out of account, unless they list levels: 县（市、区）政府 is no single government.
    """
    if _LEVELS_IN_BRACKETS.search(name):
        return None
    name = without_brackets(name.strip())
    if not name or len(name) > _LONGEST_NAME:
        return None
    tables = _tables()
    return tables.names.get(name) or _function_name(name, tables) or _own_name(name, tables)


@lru_cache(maxsize=65536)
def read_stem(text: str) -> tuple[str, ...] | None:
    """The functions that a stem without head names (应急, 教体), or None; one clip alone is no stem."""
    if len(text) > _LONGEST_NAME:
        return None
    return _stem_at(text, 0, _segments(text), _tables()) or None


def _function_name(name: str, tables: _Tables) -> Reading | None:
    """A department with or without prefix: 县应急局, 市政府金融办, 国家能源局."""
    lexicon = load_lexicon()
    for head in _heads_of(name):
        rest = name[: len(name) - len(head)]
        for prefix in ("", *lexicon.levels):
            if rest.startswith(prefix) and (reading := _under_prefix(rest, prefix, head, tables)):
                return reading
    return None


def _under_prefix(rest: str, prefix: str, head: str, tables: _Tables) -> Reading | None:
    lexicon = load_lexicon()
    of_state = lexicon.levels[prefix] == "state" if prefix else head in lexicon.state_heads
    level = "state" if of_state else ""
    for organ in _ORGANS:
        start = len(prefix) + len(organ)
        if not rest.startswith(organ, len(prefix)):
            continue
        if ids := _stem_at(rest, start, _segments(rest), tables):
            return Reading(ids, prefix, head=head, level=level)
        if former := tables.former_stems.get(rest[start:]):
            return Reading((former[0],), prefix, head=head, former=former[1], level=level)
    return None


def _own_name(name: str, tables: _Tables) -> Reading | None:
    """A name that begins with a place: 高青县应急管理局, 忻城生态环境局, 贵阳海关."""
    if name.startswith("各"):
        return None
    for form, body in tables.own_forms.get(name[-1], ()):
        if (match := _own_pattern(form).fullmatch(name)) and _is_place(match["own"], tables):
            return Reading((body,), own=match["own"], body=True)
    for head in _heads_of(name):
        rest = name[: len(name) - len(head)]
        for cut in range(2, min(len(rest) - 1, _LONGEST_PLACE + 1)):
            ids = _stem_at(rest, cut, _segments(rest), tables)
            function, last = tables.former_stems.get(rest[cut:], ("", ""))
            if (ids or function) and _is_place(rest[:cut], tables):
                return Reading(ids or (function,), own=rest[:cut], head=head, former="" if ids else last)
    return None


def _is_place(text: str, tables: _Tables) -> bool:
    return (
        _PLACE.fullmatch(text) is not None
        and read_stem(text) is None
        and not text.startswith(load_lexicon().words["sentence_start"])
        and not tables.not_in_place.search(text)
    )


def _heads_of(name: str) -> Iterator[str]:
    return (head for head in load_lexicon().function_heads if name.endswith(head))


def _stem_at(text: str, start: int, segments: Sequence[tuple[str, ...] | None], tables: _Tables) -> tuple[str, ...]:
    """The functions of ``text[start:]``, () when it is no stem; one clip alone is none."""
    return () if text[start:] in tables.clips else segments[start] or ()


@lru_cache(maxsize=16384)
def _segments(text: str) -> Sequence[tuple[str, ...] | None]:
    """For each start: ``text[start:]`` as stems and clips joined by nothing, 和, 与 or 及; None where it is not.

    The fewest pieces win, then the longest first piece.
    """
    tables = _tables()
    best: list[tuple[str, ...] | None] = [None] * len(text) + [()]
    leftmost = len(text)
    for start in range(len(text) - 1, -1, -1):
        if start + tables.longest_stem + 1 < leftmost:
            break
        for end in tables.pieces.ends(text, start):
            piece = text[start:end]
            joined = end + 1 < len(text) and text[end] in _JOINERS
            rest = best[end] if best[end] is not None or not joined else best[end + 1]
            if rest is not None and (best[start] is None or len(rest) + 1 < len(best[start] or ())):
                best[start] = (tables.stems.get(piece) or tables.clips[piece], *rest)
                leftmost = start
    return best


@cache
def _tables() -> _Tables:
    lexicon = load_lexicon()
    stems: dict[str, str] = {}
    clips: dict[str, str] = {}
    former: dict[str, tuple[str, str]] = {}
    for function in lexicon.functions.values():
        for stem in (*function.stems, *function.spoken):
            stems.setdefault(stem, function.id)
        for clip in function.clips:
            clips.setdefault(clip, function.id)
        for item in function.former:
            for stem in item.stems:
                former.setdefault(stem, (function.id, item.stems[0]))
    return _Tables(
        stems=stems,
        clips=clips,
        pieces=WordTrie((*stems, *clips)),
        former_stems=former,
        names=_whole_names(lexicon),
        own_forms=_own_forms(lexicon),
        not_in_place=_not_in_place(lexicon),
        longest_stem=max(map(len, stems)),
    )


def _whole_names(lexicon: Lexicon) -> dict[str, Reading]:
    """Every body without a place and every whole name of a function; the first entry of a name wins."""
    names: dict[str, Reading] = {}
    for name, reading in (*_body_names(lexicon), *_function_names(lexicon), *_former_names(lexicon)):
        names.setdefault(name, reading)
    return names


def _body_names(lexicon: Lexicon) -> Iterator[tuple[str, Reading]]:
    for body in lexicon.bodies.values():
        for name in body.state:
            yield name, Reading((body.id,), level="state", body=True)
        for name in body.bare:
            yield name, Reading((body.id,), body=True)
        for form in body.forms:
            if "{o}" not in form and "{s}" not in form:
                for prefix, level in lexicon.levels.items():
                    known = Reading((body.id,), prefix, level="state" if level == "state" else "", body=True)
                    yield form.replace("{p}", prefix), known
                    yield form.replace("{p}委", prefix + "党委").replace("{p}", prefix), known


def _function_names(lexicon: Lexicon) -> Iterator[tuple[str, Reading]]:
    for function in lexicon.functions.values():
        for name in function.names:
            for prefix in ("", *lexicon.levels):
                yield prefix + name, Reading((function.id,), prefix, spoken=True)


def _former_names(lexicon: Lexicon) -> Iterator[tuple[str, Reading]]:
    """Whole former names; former stems with heads are read by their parts."""
    entries: list[Function | Body] = [*lexicon.functions.values(), *lexicon.bodies.values()]
    for entry in entries:
        for item in entry.former:
            whole = item.names + (item.stems if "" in item.heads else ())
            for prefix in ("", *lexicon.levels):
                for name in whole:
                    yield prefix + name, Reading((entry.id,), prefix, former=name, body=isinstance(entry, Body))


def _own_forms(lexicon: Lexicon) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Forms that hold a place, with their bodies, by their last character; those with the most words of their own first."""
    forms = {
        form: body.id
        for body in lexicon.bodies.values()
        for form in (body.full, *body.forms, *body.spoken)
        if ("{o}" in form) != ("{s}" in form) and not form.endswith("}")
    }
    by_end: dict[str, list[tuple[str, str]]] = {}
    for form in sorted(forms, key=lambda form: (-len(form), form)):
        by_end.setdefault(form[-1], []).append((form, forms[form]))
    return by_end


@cache
def _own_pattern(form: str) -> re.Pattern[str]:
    """A form as a pattern: made when a name ends as it does, for all of them take a tenth of a second."""
    levels = "|".join(load_lexicon().levels)
    marks = {
        "{o}": f"(?P<own>{_IN_PLACE}{{1,9}}?(?:{levels}))",
        "{s}": f"(?P<own>{_IN_PLACE}{{2,8}}?)",
        "{p}": f"(?:{levels})",
    }
    parts = re.split(r"(\{[pos]\})", form)
    seen: set[str] = set()
    pattern = ""
    for part in parts:
        pattern += "(?P=own)" if part in seen and part != "{p}" else marks.get(part, re.escape(part))
        seen.update({part} & marks.keys())
    return re.compile(pattern)


def _not_in_place(lexicon: Lexicon) -> re.Pattern[str]:
    """What no place name holds: words of sentences, and heads of organisations other than areas."""
    heads = [head for head in lexicon.organisation_heads if len(head) > 1 and head[-1] not in _PLACE_ENDS]
    return re.compile("|".join(map(re.escape, (*lexicon.words["sentence_inside"], *heads))))
