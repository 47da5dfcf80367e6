"""What of somebody's team card has changed since they were told last: by ids only, no words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["joined", "left", "support", "goal", "time"]


@dataclass(frozen=True, slots=True)
class TeamSeen:
    """One team on a card: who supports it and how, which goal, which times; each by a key that changes with it."""

    supports: frozenset[str] = frozenset()
    goal: str = ""
    times: frozenset[str] = frozenset()

    def as_json(self) -> dict[str, Any]:
        return {"supports": sorted(self.supports), "goal": self.goal, "times": sorted(self.times)}

    @classmethod
    def from_json(cls, held: Mapping[str, Any]) -> "TeamSeen":
        return cls(frozenset(held.get("supports", ())), held.get("goal", ""), frozenset(held.get("times", ())))


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell of one team; ``new`` names what was not there before."""

    kind: Kind
    team: str
    new: frozenset[str] = frozenset()


def news(before: Mapping[str, TeamSeen], after: Mapping[str, TeamSeen]) -> list[News]:
    """What is new between two cards, team by team. Of a team that is new only that; what only went is not news,
    but for the team itself."""
    found = [News("joined", team) for team in after if team not in before]
    for team in after:
        if team in before:
            found += _of_team(team, before[team], after[team])
    return found + [News("left", team) for team in before if team not in after]


def _of_team(team: str, before: TeamSeen, after: TeamSeen) -> list[News]:
    found: list[News] = []
    if added := after.supports - before.supports:
        found.append(News("support", team, added))
    if after.goal and after.goal != before.goal:
        found.append(News("goal", team, frozenset({after.goal})))
    if added := after.times - before.times:
        found.append(News("time", team, added))
    return found
