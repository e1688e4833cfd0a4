"""The matter of a question → the sentences and tasks that speak of it."""
