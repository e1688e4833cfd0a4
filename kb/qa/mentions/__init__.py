"""What a question names, read from its characters alone: places of a plan, regulations, words typed with wrong characters."""
