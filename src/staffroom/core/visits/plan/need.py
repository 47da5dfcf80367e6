"""How much a need counts in the plan of a term: what is scarce goes first to whom it has reached least.

Weights are the product's own choice, not measured: they order needs, they say nothing about people.
"""

BASE, WAITING, NOT_YET, ALONE = 0.6, 0.2, 0.1, 0.1
LONG = 12  # weeks


def need_weight(*, weeks_waiting: float, visited_this_term: bool, host_near: bool) -> float:
    """Between 0.6 and 1: more the longer a need waits (all of it after 12 weeks), for whoever has visited nobody this
    term, and where nobody at the own school shows the practice."""
    waited = min(max(weeks_waiting, 0.0), LONG) / LONG
    return BASE + WAITING * waited + NOT_YET * (not visited_this_term) + ALONE * (not host_near)
