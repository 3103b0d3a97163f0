"""The nouns, rules and ports of the house: no I/O, no vendor."""
