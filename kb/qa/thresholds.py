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
# A figure and a time are told by more than the words around them, a cited document by its title too: less will do.
ENOUGH_FIGURE, ENOUGH_TIME, ENOUGH_CITED = 0.55, 0.55, 0.5
# Of the best share: about as good, so that both are told; and where a time is looked for, as good and still worth a look.
ABOUT_AS_GOOD = 0.9
AS_GOOD_TIME, CLOSE_TIME = 0.95, 0.85
# What stands beside the best: a time in the same provision; a document cited under another sentence.
SAME_PLACE, CITED_BESIDE = 0.7, 0.8
# The title of a part or of a cited document is what is meant from this share on.
ENOUGH_TITLE = 0.5
# From this share on a provision is named as the nearest one, or a sentence of the year in question is kept.
NEAR = 0.3
# Without a word that asks, what the documents speak of so plainly is quoted.
PLAINLY = 0.75
# From here on a text means a word that it does not hold: by a synonym or something narrower, not by what is above it.
MEANT = 0.6
