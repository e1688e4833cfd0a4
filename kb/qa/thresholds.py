"""How sure is sure: the bounds by which tasks and sentences are taken to be what a question is about.

Shares of a question's matter (0..1) that a sentence covers, and probabilities of the semantic search. They were set on
the development questions of one plan and hold for the plans they were tried on since.
"""

# A question is about a task or sentence that covers at least this share of its matter…
ENOUGH = 0.6
# …or this share, when it and the probability of the semantic search make so much together.
ENOUGH_WITH_SEARCH, LIKELY_TOGETHER = 0.36, 1.2
# From this share on nothing is left to ask the semantic search about.
SURE = 0.8
# What covers less than the best by more than this is not brought up by the search.
OPEN_GAP = 0.15
# As good as the best.
CLOSE = 0.97
