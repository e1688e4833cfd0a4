"""A question in its sentences; a sentence that asks two things, or of a unit it describes, as questions of their own."""

import re

_SENTENCE = re.compile(r"[^。！？?!；;\n]+[。！？?!；;]?")
_ASKS = re.compile(
    r"[？?]|谁|哪|什么|啥|多少|几|吗|么|呢|是否|是不是|有没有|没有?$|[要用]不[要用]|该不该|怎|何|列|清单|名单|责任单位|牵头(?:单位|部门|任务)?$|期限|时限|依据|比较|说明"
)
_DESCRIBED = (
    re.compile(
        r"(?:承担|负责|牵头)(?P<matter>[^，。？]{2,24}?)的(?:那|这)?(?:[两几三](?:个|家))?(?:责任|牵头)单位(?=[，,])"
    ),
    re.compile(
        r"给(?P<matter>[^，。？]{2,30}?)(?:牵头|负责|挑头)的(?:那|这)?(?:个|家)?(?:局|单位|部门|大队)(?=[，,还又在另])"
    ),
    re.compile(
        r"(?:牵头|负责|主管|管)(?P<matter>[^，。？]{2,24}?)的(?:(?:那|这)(?:两|几|三)?(?:个|家|一家)?(?:局|单位|部门|大队|家|部|委|厅|办|院)?|局|单位|部门|大队|部|委|厅)(?=[，,还又在另])"
    ),
    re.compile(
        r"(?P<matter>[^，。？]{2,40}?)(?:所在)?(?:的|那项|这项|那条)?(?:任务|工作)?的(?:牵头|责任|主管)(?:单位|部门)(?=[，,]?(?:(?:一共|总共|都|共)(?:还)?(?:牵头|承担|负责|参与|有(?:几|多少)项)|还|又|另|在|手上|名下|同时|自己))"
    ),
)
_SHORTEST_REST = 4
_NARROWS = re.compile(
    r"[（(]|是(?:自己|独家|单独|一家|它一家)|我(?:指|说|问)的?(?:是)?(?!哪|谁)|[^，。？]{0,10}(?:这|那|本)(?:一)?项?不(?:用|必|要)再?(?:列|算|说)|牵头的?[^，。？]{0,4}不(?:用|要|算|必)|只(?:说|要|问|列|算)|仅|不(?:用|算|含|包括)"
)
_SHORT_YEAR = re.compile(r"(?<![\d.])[123]\d(?=年(?!内|以内|左右|来|间|期|代))")
_TOLD = re.compile(r"^(?:记住|请记住|从现在起|以后)")
# Words that only join a question to what was said before.
_FILLER = re.compile(r"^(?:那么|那(?![个些份项条家边里儿几两件块摊一位])|嗯|哦|好的)[，,]?(?=.{3})")
# A piece that names what it counts: 在校学生多少.
_OWN_FIGURE = re.compile(r"^(?!分别|各|都|一共|总共)[^？?]{3,}(?:多少|(?<!哪)几)[^，。？]{0,3}[？?。]?$")
# A clause that asks on about whom the clause before it asked for (谁牵头，它又牵头哪个工程).
_ANOTHER = re.compile(
    r"(?<=[谁头责个家位门局])[，,](?=(?:它们?|他们|该(?:单位|局)|这(?:家|个(?:单位|局)))[^，。？]{0,20}(?:哪|什么|几|多少))"
)
# What the first clause asks about is asked on: whether a unit is among them (谁牵头，县财政局配合吗), or who or when
# beside how many (要建几处，哪年建好).
_ASKED_ON = re.compile(
    r"(?<=[谁头责个家位门局管吗抓])[，,](?=[^，。？谁哪]{2,14}(?:配合|参与|参加|牵头|负责|管|在内)(?:了)?(?:吗|么)[？?]?$)"
    r"|(?<=吗)[，,](?=(?:由|归)?(?:谁|哪)[^，。？]{0,8}[？?]?$)"
    r"|(?<=[几少][个处家座辆名人条项所台只支])[，,]?(?=(?:(?:由|归)?谁|哪年|什么时候|何时|几时|啥时候)[^，。？]{0,10}[？?]?$)"
)
_TWO_FIGURES = re.compile(
    r"(?P<one>[^，。、？]{2,20}?)(?:和|与|跟|、)(?P<two>[^，。、？]{2,20}?)(?:各|分别)(?P<tail>(?:有|是)?(?:多少|几)(?![项条])[^。？任]{0,4}[？?]?$)"
)
_TWO_MATTERS = re.compile(
    r"(?P<head>[^，。？]{0,8}?)(?P<one>[^，。、？]{4,30})、(?P<two>[^，。、？]{4,30}?)(?:这)?(?:两|2)(?:项|件|个|者|处|条)(?:工作|任务|事|事项)?(?P<tail>[^。？]*)"
)


def split(text: str) -> list[str]:
    """The sentences of a question."""
    found: list[str] = []
    for match in _SENTENCE.finditer(_ASKED_ON.sub("？", _ANOTHER.sub("？", text))):
        sentence = _FILLER.sub("", match[0].strip())
        if not any(char.isalnum() for char in sentence):
            continue
        # 只说司法机关: narrows the question before it.
        if found and _NARROWS.match(sentence):
            found[-1] += sentence
        else:
            found.append(sentence)
    return found


def unfolded(sentence: str) -> tuple[str, str] | None:
    """A unit that is described instead of named, as a question of its own: 牵头X的那个局还有哪些任务 → X由谁牵头 + 它还有哪些任务.

    None when the sentence describes no unit.
    """
    for pattern in _DESCRIBED:
        match = pattern.search(sentence)
        if match and len(sentence) - match.end() > _SHORTEST_REST:
            role = "牵头" if "牵头" in match[0] else "负责"
            rest = sentence[match.end() :].lstrip("，,")
            return f"{match['matter']}由谁{role}？", f"{sentence[: match.start()]}它{rest}"
    return None


def full_years(text: str) -> str:
    """Years of two digits written out: 21年底 → 2021年底."""
    return _SHORT_YEAR.sub(lambda match: f"20{match[0]}", text)


def is_question(sentence: str) -> bool:
    """Whether a sentence asks something; others only tell the story."""
    return asks(sentence) and not _TOLD.search(sentence)


def asks(text: str) -> bool:
    """Whether a text has a word that asks."""
    return bool(_ASKS.search(text))


def parted(sentence: str) -> tuple[str, ...]:
    """A sentence that asks the same of two matters as two (甲、乙两项工作的完成时限), else the sentence itself.

    >>> parted("安全总监应配尽配、执法人员专业比例达标两项工作的完成时限？")
    ('安全总监应配尽配的完成时限？', '执法人员专业比例达标的完成时限？')
    """
    pieces = [piece for piece in re.split("[、，]", sentence) if piece]
    if len(pieces) > 1 and all(_OWN_FIGURE.search(piece) for piece in pieces):
        return tuple(pieces)
    match = _TWO_MATTERS.search(sentence) or _TWO_FIGURES.search(sentence)
    if match is None or not is_question(match["tail"] or sentence):
        return (sentence,)
    end = sentence[match.end() :]
    return tuple(f"{sentence[: match.start()]}{match[part]}{match['tail']}{end}" for part in ("one", "two"))
