"""Office Open XML (ISO/IEC 29500): a guarded zip, the parts of a Word file, its printed numbers and its text."""
