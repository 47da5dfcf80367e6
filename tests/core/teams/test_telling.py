"""What is new on a team card, by ids."""

from hypothesis import given
from hypothesis import strategies as st

from staffroom.core.teams.telling import News, TeamSeen, news

TEAM = TeamSeen(frozenset({"7/coaching"}), "3", frozenset({"1"}))
seen = st.builds(
    TeamSeen,
    st.frozensets(st.sampled_from(["7/coaching", "8/data"])),
    st.sampled_from(["", "3", "4"]),
    st.frozensets(st.sampled_from(["1", "2"])),
)
cards = st.dictionaries(st.sampled_from(["a", "b", "c"]), seen)


def test_a_new_team_is_one_thing_and_a_team_that_is_gone_another():
    assert news({}, {"a": TEAM}) == [News("joined", "a")]
    assert news({"a": TEAM}, {}) == [News("left", "a")]


def test_a_new_supporter_goal_and_time_are_told():
    after = TeamSeen(frozenset({"7/coaching", "8/data"}), "4", frozenset({"2"}))
    assert news({"a": TEAM}, {"a": after}) == [
        News("support", "a", frozenset({"8/data"})),
        News("goal", "a", frozenset({"4"})),
        News("time", "a", frozenset({"2"})),
    ]


def test_what_only_went_is_no_news():
    assert news({"a": TEAM}, {"a": TeamSeen()}) == []


@given(cards, cards)
def test_nothing_is_told_twice_and_all_that_is_told_is_there(before, after):
    assert news(after, after) == []
    for one in news(before, after):
        assert (one.team in after) is (one.kind != "left")
        assert one.kind in ("joined", "left") or one.new


@given(seen)
def test_a_card_comes_back_from_json_as_it_was(one):
    assert TeamSeen.from_json(one.as_json()) == one
