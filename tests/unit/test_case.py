"""The life of a case: every state, act and role in a table."""

import pytest

from agentdesk.domain import case as rules
from agentdesk.domain.rows import ACTIVE_STATES, CaseState
from agentdesk.domain.setup import PersonSetup, Role
from tests.unit.cases import case
from tests.unit.transitions import TRANSITIONS

STATES: tuple[CaseState, ...] = (
    "new",
    "open",
    "waiting_customer",
    "waiting_third_party",
    "resolved",
    "closed",
)
# Which acts a lead may do in the states n(ew) o(pen) c(ustomer) t(hird party) r(esolved) x(closed).
TABLE = {
    "take": "noct",
    "release": "noct",
    "assign": "noct",
    "reserve": "noct",
    "reply": "noctr",
    "note": "noctr",
    "draft": "noctrx",
    "escalate": "no",
    "ask_lead": "noct",
    "return": "noct",
    "transfer": "noct",
    "wait": "oct",
    "resume": "ct",
    "snooze": "noct",
    "wake": "noct",
    "resolve": "noct",
    "reopen": "r",
    "close": "noct",
    "merge": "noct",
    "split": "noctr",
    "redact": "noctrx",
    "prioritise": "noct",
    "classify": "noct",
    "tag": "noctr",
    "link": "noctr",
    "set_customer": "noctr",
    "promise": "noct",
    "settle_promise": "noctrx",
    "goodwill": "noctr",
    "declare_incident": "noct",
    "end_incident": "noctrx",
    "complain": "noctrx",
    "log_contact": "noctr",
    "thank": "noctr",
    "verify": "noctrx",
    "undo": "noctrx",
    "redo": "noctrx",
    "agent_state": "noctrx",
}
LETTERS = dict(zip("noctrx", STATES, strict=True))
LEADS_ONLY = {"reopen", "close"}


def test_the_table_is_whole() -> None:
    assert set(TABLE) == set(rules.ACTS)
    assert rules.ACTIVE == ACTIVE_STATES
    assert set(STATES) == rules.ANY


@pytest.mark.parametrize("act", TABLE)
@pytest.mark.parametrize("state", STATES)
def test_acts_by_state_and_role(act: str, state: CaseState) -> None:
    row = case(state=state, wake_at=5 if state in ACTIVE_STATES else None)
    allowed = state in {LETTERS[letter] for letter in TABLE[act]}
    assert (rules.may("lead", act, row) is None) is allowed
    assert (rules.may("agent", act, row) is None) is (allowed and act not in LEADS_ONLY)


@pytest.mark.parametrize("act", TABLE)
@pytest.mark.parametrize("state", STATES)
def test_every_refusal_is_a_plain_sentence(act: str, state: CaseState) -> None:
    for said in (rules.may("agent", act, case(state=state)), rules.may("admin", act, case())):
        assert said is None or (said.endswith(".") and said[0].isupper() and "_" not in said)


@pytest.mark.parametrize("role", ["supervisor", "quality", "privacy_officer", "admin"])
def test_some_roles_do_nothing_to_a_case(role: Role) -> None:
    assert all(rules.may(role, act, case()) for act in rules.ACTS)
    assert all(rules.may(role, act, None, sandbox=True) for act in rules.ACTS)


@pytest.mark.parametrize("role", ["trainer", "trainee"])
def test_training_works_in_its_own_store_only(role: Role) -> None:
    row = case(state="open")
    assert "sandbox" in str(rules.may(role, "reply", row))
    assert rules.may(role, "reply", row, sandbox=True) is None
    assert rules.may(role, "close", row, sandbox=True) is not None


@pytest.mark.parametrize("act", sorted(name for name, act in rules.ACTS.items() if act.takes_away))
def test_only_a_lead_takes_a_case_away_from_its_owner(act: str) -> None:
    row = case(state="open", owner="omar")
    assert rules.may("agent", act, row, actor="ada") == "omar has case 12: ask them or a lead."
    assert rules.may("agent", act, row, actor="omar") is None
    assert rules.may("lead", act, row, actor="ada") is None
    assert rules.may("agent", act, case(state="open"), actor="ada") is None


@pytest.mark.parametrize(
    ("row", "act", "says"),
    [
        (case(state="closed", merged_into=7), "reply", "was folded into 7: work on that one"),
        (case(state="closed"), "reply", "closed for good"),
        (case(state="resolved"), "resolve", "a lead can reopen it"),
        (case(state="resolved"), "close", "closes by itself"),
        (case(state="open"), "reopen", "nothing to reopen"),
        (case(state="open"), "resume", "not waiting"),
        (case(state="new"), "wait", "take it first"),
        (case(state="waiting_customer"), "escalate", "work on it again first"),
        (case(state="open", wake_at=None), "wake", "not snoozed"),
    ],
)
def test_refusals_say_what_to_do(row: object, act: str, says: str) -> None:
    assert isinstance(row, type(case()))
    assert says in str(rules.may("lead", act, row))


def test_an_unknown_act_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        rules.may("agent", "frobnicate", case())


def test_what_an_agent_may_do_to_a_closed_case() -> None:
    found = [act for act in rules.ACTS if rules.may("agent", act, case(state="closed")) is None]
    ends = ["draft", "redact", "settle_promise", "end_incident", "complain"]
    assert found == [*ends, "verify", "undo", "redo", "agent_state"]


# ---- what an act needs


@pytest.mark.parametrize("act", TABLE)
def test_what_is_missing_is_named_one_after_the_other(act: str) -> None:
    given: dict[str, object] = {}
    for name in rules.ACTS[act].needs:
        assert rules.lacks(act, given) == rules.MISSING[name]
        given[name] = "x"
    assert rules.lacks(act, given) is None


def test_waiting_for_a_third_party_needs_its_name() -> None:
    given: dict[str, object] = {"waits_for": "third_party", "remind_at": 5, "party": ""}
    assert rules.lacks("wait", given) == "Name the third party you wait for."
    assert rules.lacks("wait", given | {"party": "carrier"}) is None
    assert rules.lacks("wait", given | {"waits_for": "customer"}) is None


# ---- changes of state


def test_nothing_leads_back_to_new_or_out_of_closed() -> None:
    assert not [t for t in TRANSITIONS if t.after == "new" or t.before == "closed"]
    assert all(t.before != t.after for t in TRANSITIONS)


def test_every_transition_by_an_act_starts_where_the_act_may_be_done() -> None:
    for before, _, by in TRANSITIONS:
        if by in rules.ACTS:
            assert before in rules.ACTS[by].states


def test_every_state_is_left_and_closed_is_reached() -> None:
    left = {t.before for t in TRANSITIONS}
    assert left == set(STATES) - {"closed"}
    reached = {"new"}
    for _ in STATES:
        reached |= {t.after for t in TRANSITIONS if t.before in reached}
    assert reached == set(STATES)


def test_only_time_closes_a_resolved_case_and_only_silence_resolves_by_itself() -> None:
    closing = {t.by for t in TRANSITIONS if t.before == "resolved" and t.after == "closed"}
    assert closing == {"time"}
    by_itself = {t for t in TRANSITIONS if t.by == "no_reply"}
    assert by_itself == {("waiting_customer", "resolved", "no_reply")}


# ---- whose cases


@pytest.mark.parametrize(
    ("person", "row", "inside"),
    [
        (PersonSetup("ada", "Ada", queues=("support",)), case(), True),
        (PersonSetup("ada", "Ada"), case(), False),
        (PersonSetup("ada", "Ada"), case(owner="ada"), True),
        (PersonSetup("ada", "Ada"), case(reserved_for="ada"), True),
        (PersonSetup("ada", "Ada", team="north"), case(), False),
        (PersonSetup("lea", "Lea", role="lead", team="north"), case(), True),
        (PersonSetup("lea", "Lea", role="lead", team="south"), case(), False),
        (PersonSetup("lea", "Lea", role="lead", team="south"), case(lead="lea"), True),
    ],
)
def test_whom_a_case_is_within_reach_of(person: PersonSetup, row: object, inside: bool) -> None:
    assert isinstance(row, type(case()))
    assert (rules.reaches(person, row) is None) is inside
