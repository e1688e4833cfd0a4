"""Which way an indicator should go."""

from kb.audit.wordings import fires
from kb.models import Figure


def smaller_is_better(target: Figure) -> bool:
    """The direction of a target: told by its comparator (…以内, …以上), else by the words of its indicator."""
    if target.comparator in ("<=", "<", "down"):
        return True
    if target.comparator in (">=", ">", "up"):
        return False
    return fires("lower-is-better", target.indicator)
