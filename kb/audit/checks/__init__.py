"""The checks: each gives the spots of one family of faults; which class a spot is of stands in the catalogue."""
