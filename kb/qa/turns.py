"""What a sentence leaves out, taken from the sentences and turns before it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from kb.qa.asked import Turn
from kb.qa.finding.finder import Matter
from kb.qa.mentioning import UNIT
from kb.qa.phrases import phrase
from kb.qa.reading import Reader, Reading, filled, flag_rule, intent_named, joined
from kb.qa.splitting import asks
from kb.qa.thresholds import SURE
from kb.qa.words import Word
from kb.rules import Rule

# What was said before says less than what is said now.
_FADED = 0.5
_LEVEL = re.compile(r"(?P<level>[省市县区镇])(?:里|级|上)?(?:自己|本级)?(?:的)?(?:那个|那份|呢|的)")
_PLACE_OF_TITLE = re.compile(r"^[一-鿿]{2,4}?[省市县区]的?")


def is_matter_alone(reading: Reading) -> bool:
    """Whether the text is a matter and nothing else: short, nothing asked, nothing told."""
    return (
        bool(reading.matter)
        and len(reading.text.strip()) <= _SHORT_MATTER
        and not asks(reading.text)
        and not re.search(r"[，。；：,;:!！]", reading.text)
    )


_SHORT_MATTER = 14


def is_afterthought(reading: Reading, before: Turn) -> bool:
    """哪几项, 不是的话是谁: adds nothing to the question before it, or what its answer says already."""
    if before.answer.yes_no is False and _ELSE_WHO.search(reading.text):
        return True
    return (
        not reading.matter
        and not _spans(reading)
        and len(reading.text) <= _SHORT_AFTERTHOUGHT
        and (reading.intent is not None and reading.intent.extra["answer"] in _PASSAGES)
    )


_ELSE_WHO = re.compile(
    r"^(?:如果|要是)?(?:不是|没有|不归)[^，。？]{0,4}(?:的话)?[，,]?(?:那)?(?:又|该)?(?:是|由|归)?(?:谁|哪)"
)
_SHORT_AFTERTHOUGHT = 8
_PASSAGES = ("figure", "section_items", "count_units", "measures", "which_task", "named_list", "definition")


def _spans(reading: Reading) -> bool:
    mentions = reading.mentions
    return bool(mentions.units or mentions.regulations or mentions.dates or mentions.ordinals)


def leaning_on(reader: Reader, reading: Reading, told: Sequence[str], before: Turn | None) -> Reading:
    """The reading with what it leaves out taken from the sentences told before it and the turn before."""
    for sentence in reversed(told):
        if reading.matter and reading.intent and not reading.flags & {"refers_unit", "refers_task"}:
            break
        reading = _from_told(reader, reading, reader.read(sentence))
    if before is not None:
        reading = _from_turn(reader, reading, before)
    return reading


def _from_told(reader: Reader, reading: Reading, told: Reading) -> Reading:
    """The matter of what was told when the question names none, its units when the question points at one."""
    # 这一块 is what was told, whatever else the question says.
    if told.matter and (not reading.matter or _is_meant(reader, reading, told)):
        reading = replace(reading, matter=told.matter)
    if "refers_unit" in reading.flags and not reading.mentions.units and told.mentions.units:
        reading = _with_units(reading, told)
    return replace(reading, intent=reader.intent_of(reading))


def _is_meant(reader: Reader, reading: Reading, told: Reading) -> bool:
    """Whether 这一块 points at what was told: the documents speak of that more than of the question's own words."""
    if "refers_task" not in reading.flags:
        return False
    return reader.spoken_of(told.matter) > reader.spoken_of(reading.matter)


def _with_units(reading: Reading, other: Reading) -> Reading:
    masked = flag_rule("refers_unit").pattern.sub(UNIT, reading.masked, count=1)
    if UNIT not in masked:
        masked = UNIT + masked
    return replace(reading, masked=masked, mentions=replace(reading.mentions, units=other.mentions.units))


def _from_turn(reader: Reader, reading: Reading, before: Turn) -> Reading:
    if _is_of_matter_before(reading, before):
        carried = replace(reading, matter=before.reading.matter)
        reading = replace(carried, intent=reader.intent_of(carried))
    if "elliptical" in reading.flags:
        # Whether it is so is asked of X as it was asked before.
        flags = reading.flags | (before.reading.flags & {"whether"})
        reading = replace(_elliptical(reader, reading, before), flags=flags)
    if "refers_unit" in reading.flags and not reading.mentions.units:
        reading = _with_answered_units(reader, reading, before)
    if _is_of_units_before(reading, before):
        carried = _with_units(reading, before.reading)
        return _without_tasks_before(replace(carried, intent=_of_units(reader.intent_of(carried))), before)
    if _compares(reading) and len(reading.units) == 1 and before.reading.units:
        units = (*before.reading.mentions.units, *reading.mentions.units)
        reading = replace(reading, mentions=replace(reading.mentions, units=units))
        reading = replace(reading, intent=reader.intent_of(reading))
    if reading.intent is None:
        reading = _with_intent(reader, reading, before)
    alone = len(reading.matter.words) == 1 and not reading.mentions.units and "elliptical" not in reading.flags
    if alone and not reader.stands_alone(reading):
        reading = _with_matter(reading, before)
    reading = _carrying_matter(reading, before)
    return _without_tasks_before(reading, before)


def _of_units(intent: Rule | None) -> Rule | None:
    """What is asked of units, where a role alone (配合的呢) reads like a question for units."""
    return intent_named(_TASKS_IN_ROLE[intent.id]) if intent is not None and intent.id in _TASKS_IN_ROLE else intent


_TASKS_IN_ROLE = {"who_leads": "led_tasks_of_unit", "who_participates": "participated_tasks_of_unit"}


def _without_tasks_before(reading: Reading, before: Turn) -> Reading:
    """Of other tasks (还管什么, 除了这个) those spoken of before are none."""
    if "other" not in reading.flags or not reading.units:
        return reading
    return replace(reading, excluded_tasks=frozenset(_tasks_before(before)))


def _is_of_matter_before(reading: Reading, before: Turn) -> bool:
    """Whether what reads like a question of a whole plan (牵头单位有哪些) goes on about the matter before; it does not
    when it names the plan."""
    of_whole = reading.intent is not None and reading.intent.extra["needs"] in ("whole", "unit_or_whole")
    return of_whole and bool(before.reading.matter) and "names_plan" not in reading.flags


def _is_of_units_before(reading: Reading, before: Turn) -> bool:
    """Whether a sentence asks on about the tasks of the units before (其中牵头的有哪些) and names nothing itself but what
    it leaves out (除了电力还管什么)."""
    if phrase("besides").fires(reading.text):
        return bool(before.reading.units) and not reading.mentions.units
    asked_tasks = before.reading.intent is not None and before.reading.intent.extra["answer"] == "tasks_of_unit"
    names = bool(reading.matter) or _spans(reading)
    return asked_tasks and bool(before.reading.units) and not names and bool(_TASKS.search(reading.text))


_TASKS = re.compile(r"牵头|任务|参与|配合")


def _compares(reading: Reading) -> bool:
    return bool(re.search(r"比|谁[^，。？]{0,4}(?:多|少)", reading.masked))


def _tasks_before(before: Turn) -> tuple[str, ...]:
    return before.tasks if len(before.tasks) <= 2 else ()


def _elliptical(reader: Reader, reading: Reading, before: Turn) -> Reading:
    """X呢: the question before, asked of X."""
    level = _LEVEL.search(reading.text)
    if level and before.reading.mentions.regulations and not reading.mentions.regulations:
        core = _PLACE_OF_TITLE.sub("", before.reading.mentions.regulations[0].text)
        named = reader.regulations_at_level(f"{level['level']}里的{core}")
        mentions = replace(reading.mentions, regulations=named)
        return replace(reading, mentions=mentions, masked="〈文件〉呢", intent=before.reading.intent)
    if reading.intent is not None and reading.intent.id in _OWN_QUESTIONS:
        return reading if reading.matter else replace(reading, matter=before.reading.matter)
    own = _instead_of(reading, before.reading.matter.words)
    text = before.reading.text + "，" + reading.text
    shifted = tuple(
        Word(w.text, w.start + len(before.reading.text) + 1, w.end + len(before.reading.text) + 1, min(1.0, w.share))
        for w in reading.matter.words
    )
    says_all = len(reading.matter.words) > 1 or (reading.matter and _says_enough(reader, reading, before, own))
    matter = reading.matter if says_all else Matter(joined(shifted, own), text)
    intent = before.reading.intent or reading.intent
    if intent is not None and not filled(str(intent.extra["needs"]), reading) and reader.stands_alone(reading):
        # A matter in the place of a unit: what was asked of the unit cannot be asked of it.
        return replace(reading, matter=matter, intent=intent_named("who_responsible"))
    return replace(reading, matter=matter, intent=intent, masked=_asked_before(before, reading))


def _says_enough(reader: Reader, reading: Reading, before: Turn, kept: Sequence[Word]) -> bool:
    """Whether one word is a matter of its own: a topic, or one that tells more than each of those before, none of which
    it takes the place of."""
    if reader.stands_alone(reading):
        return True
    if phrase("another-in-its-place").fires(reading.text) and reader.spoken_of(reading.matter) >= SURE:
        return True
    earlier = before.reading.matter.words
    return len(kept) == len(earlier) and reader.tells_more(reading.matter, before.reading.matter)


# What is asked anew of the matter before (依据呢), whatever was asked then.
_OWN_QUESTIONS = frozenset(
    {"who_responsible", "who_leads", "who_participates", "deadline", "regulation_basis", "location", "count_units"}
)
# Answers that are made from sentences: they need the words of the matter, the tasks answered before do not do.
_FROM_SENTENCES = frozenset({"deadline", "regulation_basis", "figure", "measures", "location", "deliverables"})


def _carrying_matter(reading: Reading, before: Turn) -> Reading:
    """什么时候完成, 谁来管 alone: asked of the matter before."""
    if reading.matter or reading.intent is None or _spans(reading) or not before.reading.matter:
        return reading
    answer = str(reading.intent.extra["answer"])
    if answer in _FROM_SENTENCES or (answer == "units_of_task" and not before.tasks):
        return replace(reading, matter=before.reading.matter, of_tasks=frozenset(_tasks_before(before)))
    return reading


def _asked_before(before: Turn, reading: Reading) -> str:
    return before.reading.masked + "，" + reading.masked


def _instead_of(reading: Reading, earlier: Sequence[Word]) -> list[Word]:
    """The earlier words but those that a new one takes the place of (中期 → 终期)."""
    new = reading.matter.words
    faded = [replace(word, share=word.share * _FADED) for word in earlier]
    return [w for w in faded if not any(len(n.text) == len(w.text) and n.text[-1] == w.text[-1] for n in new)]


def _with_answered_units(reader: Reader, reading: Reading, before: Turn) -> Reading:
    """它, 两家: the units of the turn before, those that it mentions before those that answered it."""
    from kb.units.registry import UnitMatch

    if before.reading.mentions.units:
        reading = _with_units(reading, before.reading)
        return replace(reading, intent=reader.intent_of(reading))
    answered = before.answer.units
    leads = (
        [u for u in answered if u.role == "lead"] or [u for u in answered if u.role == "responsible"] or list(answered)
    )
    units = [reader.unit(unit.iri) for unit in leads]
    matches = tuple(UnitMatch(0, 0, unit.name, unit, "history") for unit in units if unit is not None)
    is_object = re.search(r"(?:配合|协助|帮)(?:它|他们)", reading.masked)
    if not matches or is_object:
        return reading
    carried = replace(reading, mentions=replace(reading.mentions, units=matches))
    masked = _with_units(carried, carried)
    return replace(masked, intent=reader.intent_of(masked))


def _with_matter(reading: Reading, before: Turn) -> Reading:
    """One word alone (具体靠哪些方式) speaks of what was spoken of."""
    gap = len(before.reading.matter.text) + 1
    own = [Word(w.text, w.start + gap, w.end + gap, w.share) for w in reading.matter.words]
    text = f"{before.reading.matter.text}，{reading.matter.text}"
    return replace(reading, matter=Matter(joined(before.reading.matter.words, own), text))


def _with_intent(reader: Reader, reading: Reading, before: Turn) -> Reading:
    carried = replace(reading, intent=before.reading.intent)
    if before.reading.intent is not None and filled(str(before.reading.intent.extra["needs"]), reading):
        return carried if reading.mentions.units or reading.matter else reading
    return reading
