"""The order of taking, and who may take."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.clock import HOUR, SECOND
from agentdesk.domain import routing
from agentdesk.domain.rows import AgentRow, AgentState, LoadRow, lane_of
from agentdesk.domain.setup import Limits, PersonSetup, RankSetup
from tests.unit.cases import case
from tests.unit.vectors import load

RANK = RankSetup()
ADA = PersonSetup(
    "ada",
    "Ada",
    tier=2,
    queues=("support", "returns"),
    languages=("en", "de"),
    skills="billing:2, network",
    channels=("mail", "call", "chat"),
)


def present(state: AgentState = "available") -> AgentRow:
    return AgentRow("ada", state, None, 0, None)


def test_the_vector() -> None:
    data = load("routing_vectors.json")
    rank = RankSetup(
        cap={priority: s * SECOND for priority, s in data["cap"].items()},
        **{name: s * SECOND for name, s in data["boost"].items()},
    )
    assert rank == RANK
    ranked = []
    for id, since, priority, due, level, vip, returned in data["queue"]:
        at = routing.rank_at(
            rank,
            waiting_since=since * SECOND,
            priority=priority,
            level=level,
            vip=vip,
            returned=returned,
            due_at=None if due is None else due * SECOND,
        )
        ranked.append((1, at, since, id))
    ranked.sort()
    assert [row[3] for row in ranked] == data["expected_order"]
    assert [row[1] // SECOND for row in ranked] == data["expected_rank"]


def test_a_priority_that_nobody_knows_waits_as_long_as_the_longest() -> None:
    at = routing.rank_at(
        RANK,
        waiting_since=HOUR,
        priority=9,
        level="basic",
        vip=False,
        returned=False,
        due_at=None,
    )
    assert at == 25 * HOUR
    assert routing.order_key(case(waiting_since=HOUR)) == (1, 0, HOUR, 12)


@given(
    st.integers(0, 10**9),
    st.integers(1, 10**7),
    st.integers(1, 4),
    st.sampled_from(["premium", "standard", "basic"]),
    st.booleans(),
    st.booleans(),
    st.one_of(st.none(), st.integers(0, 10**9)),
)
def test_nobody_not_yet_due_overtakes_after_the_bound(
    rank_of_waiting: int,
    later: int,
    priority: int,
    level: str,
    vip: bool,
    returned: bool,
    due_in: int | None,
) -> None:
    since = rank_of_waiting + RANK.premium + RANK.vip + RANK.returned + later
    arrival = routing.rank_at(
        RANK,
        waiting_since=since,
        priority=priority,
        level=level,
        vip=vip,
        returned=returned,
        due_at=None if due_in is None else since + due_in,
    )
    assert arrival > rank_of_waiting


def test_live_interactions_are_due_after_their_answer_target() -> None:
    limits = Limits()
    assert routing.live_due(limits, "call", 1000) == 1000 + 20 * SECOND
    assert routing.live_due(limits, "chat", 1000) == 1000 + 60 * SECOND
    assert routing.live_due(limits, "mail", 1000) is None


# ---- lanes and skills


@given(
    st.text("abc|-", min_size=1),
    st.integers(1, 3),
    st.sampled_from(["en", "de", ""]),
    st.dictionaries(st.text("abc", min_size=1), st.integers(1, 5)),
)
def test_a_lane_reads_back(queue: str, tier: int, language: str, skills: dict[str, int]) -> None:
    text = ",".join(f"{name}:{level}" for name, level in sorted(skills.items()))
    lane = routing.parse_lane(lane_of(queue, tier, language, text))
    assert lane == (queue, tier, language, text)
    assert routing.parse_skills(lane.skills) == skills


@pytest.mark.parametrize("text", ["", "support", "support|x|en|", "a|1|en"])
def test_what_is_no_lane_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no lane: .*\.$"):
        routing.parse_lane(text)


def test_skills_are_read_with_and_without_levels() -> None:
    assert routing.parse_skills(" billing:2 , network,billing:1") == {"billing": 2, "network": 1}
    for bad in ("billing:high", ":2", "a|b:1"):
        with pytest.raises(ValueError, match="is no skill"):
            routing.parse_skills(bad)


# ---- who may take


@pytest.mark.parametrize(
    ("lane", "channel", "why"),
    [
        ("support|1|en|", "mail", None),
        ("returns|2|de|billing:2", "call", None),
        ("support|1||network:1", None, None),
        ("sales|1|en|", "mail", "The queue sales is not one of yours"),
        ("support|3|en|", "mail", "It needs L3 and you are L2"),
        ("support|1|fr|", "mail", "writes “fr”"),
        ("support|1|en|billing:3", "mail", "billing at level 3, and yours is 2"),
        ("support|1|en|legal:1", "mail", "legal at level 1, and you do not have it"),
        ("support|1|en|", "visit", "It came by visit"),
    ],
)
def test_eligible(lane: str, channel: str | None, why: str | None) -> None:
    said = routing.eligible(ADA, lane, channel)
    assert said is None if why is None else why in str(said)


@pytest.mark.parametrize("role", ["supervisor", "quality", "privacy_officer", "admin"])
def test_other_roles_take_nothing(role: str) -> None:
    other = msgspec.structs.replace(ADA, role=role)
    assert routing.eligible_lanes(other, ["support|1|en|"]) == []


def test_eligible_lanes_keeps_the_order() -> None:
    lanes = ["support|2|en|", "sales|1|en|", "returns|1|de|", "support|1|en|legal:1"]
    assert routing.eligible_lanes(ADA, iter(lanes)) == ["support|2|en|", "returns|1|de|"]


@pytest.mark.parametrize(
    ("agent", "units", "row", "why"),
    [
        (present(), 0, case(), None),
        (present(), 5, case(), None),
        (present("wrap_up"), 2, case(), None),
        (present(), 6, case(), "You hold 6 of 6 units and this needs 1"),
        (present(), 5, case(channel="chat", units=2), "You hold 5 of 6 units and this needs 2"),
        (None, 0, case(), "You are offline"),
        (present("offline"), 0, case(), "You are offline"),
        (present("unavailable"), 0, case(), "You are away"),
        (present(), 0, case(owner="ada", state="open"), "You have case 12 already"),
        (present(), 0, case(owner="omar", state="open"), "omar has case 12"),
        (present(), 0, case(reserved_for="omar"), "kept for omar"),
        (present(), 0, case(reserved_for="ada"), None),
        (present(), 0, case(state="resolved"), "is resolved"),
        (present(), 0, case(queue="sales"), "The queue sales"),
        (present(), 0, case(channel="visit"), "It came by visit"),
    ],
)
def test_may_take(agent: AgentRow | None, units: int, row: object, why: str | None) -> None:
    assert isinstance(row, type(case()))
    said = routing.may_take(ADA, agent, LoadRow("ada", units, 1), row)
    assert said is None if why is None else why in str(said)
    assert said is None or said.endswith(".")


def test_a_call_parks_written_work_but_not_another_conversation() -> None:
    call = case(channel="call", units=6)
    assert routing.may_take(ADA, present(), LoadRow("ada", 5, 5), call) is None
    said = routing.may_take(ADA, present(), LoadRow("ada", 5, 4, live=2), call)
    assert said == "You are in a conversation: end it before you take a call."
    assert routing.may_take(ADA, present(), None, call) is None
