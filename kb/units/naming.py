"""What can be done with a printed unit name: one front for recognising, completing and splitting."""

from kb.units.abutting import split_abutting
from kb.units.completion import mend_slip, restore_prefix
from kb.units.recognition import is_collective, level_prefix, looks_like_unit

__all__ = ["is_collective", "level_prefix", "looks_like_unit", "mend_slip", "restore_prefix", "split_abutting"]
