"""A question set and a way to ask → how many answers are right, with what certainty, and what changed since."""

from kb.evaluation.comparison import Comparison, SavedRun, compare, read_run, saved_run, write_run
from kb.evaluation.figures import Figures, Ratio
from kb.evaluation.questions import EvalQuestion, Gold, GoldUnit, load_questions, questions_digest
from kb.evaluation.report import Report, as_dict
from kb.evaluation.run import Ask, evaluate
from kb.evaluation.scoring import Outcome, score

__all__ = [
    "Ask",
    "Comparison",
    "EvalQuestion",
    "Figures",
    "Gold",
    "GoldUnit",
    "Outcome",
    "Ratio",
    "Report",
    "SavedRun",
    "as_dict",
    "compare",
    "evaluate",
    "load_questions",
    "questions_digest",
    "read_run",
    "saved_run",
    "score",
    "write_run",
]
