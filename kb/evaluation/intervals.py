"""How far a share measured on a few questions can be trusted."""

from math import sqrt

# The two-sided 95 % point of the normal distribution.
_Z = 1.959963984540054


def wilson(part: int, total: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of ``part`` out of ``total``, as shares between 0 and 1.

    It holds for few questions and for shares near 0 and 1, where the plain normal interval collapses or leaves 0..1.

    :raises ValueError: ``total`` is not positive or ``part`` lies outside 0..total.
    """
    if total <= 0 or not 0 <= part <= total:
        raise ValueError(f"no share: {part} of {total}")
    share, spread = part / total, _Z * _Z / total
    centre = (share + spread / 2) / (1 + spread)
    margin = _Z * sqrt(share * (1 - share) / total + spread / total / 4) / (1 + spread)
    # The ends are exact at both extremes; rounding would leave them a hair off.
    return (centre - margin if part else 0.0, centre + margin if part < total else 1.0)
