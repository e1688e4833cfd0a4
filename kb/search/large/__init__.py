"""The same search for collections whose passages are too many to score each: candidates first, then the exact scores of the best."""
