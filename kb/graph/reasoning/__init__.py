"""What follows from the facts: inference rules that are data, and the engine that runs them to a fixpoint."""
