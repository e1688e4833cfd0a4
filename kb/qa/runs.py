"""Runs of characters that two texts share."""


def longest_run(one: str, other: str) -> str:
    """The longest run of characters of ``one`` that stands in ``other`` too; of several as long the first.

    Each start is tried with the length to beat only, so that repetitive text costs no more than other text.

    >>> longest_run("县公安局消防大队", "县消防大队")
    '消防大队'
    """
    start = size = 0
    for at in range(len(one)):
        while at + size < len(one) and one[at : at + size + 1] in other:
            start, size = at, size + 1
    return one[start : start + size]
