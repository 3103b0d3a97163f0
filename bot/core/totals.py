"""What may be said of how many people did something: a number only where it tells of nobody."""

FEWEST = 5
"""People from whom on a number tells nothing of one of them."""


def is_told(people: int) -> bool:
    """Whether so many people may be counted out loud."""
    return people >= FEWEST


def told(people: int) -> int:
    """What is said of so many people: their number, 1 for some that are too few, 0 for nobody."""
    return people if is_told(people) else min(people, 1)
