"""Keeping answers: who may, through which states, one version after the other, removing them."""

from typing import Any

import pytest

from agentdesk.data.unit import Refused
from agentdesk.desk.answers import KeepAnswer, MoveAnswer, NoteUnanswered, RemoveAnswer
from agentdesk.desk.registry import use_case_of
from agentdesk.desk.undo import Undo
from agentdesk.domain.content import Answer, AnswerVersion, UnansweredQuestion
from tests.support.office import Office


def keep(office: Office, who: str, id: str = "refund", **fields: Any) -> Answer:
    """Keep an answer and return it as it is kept."""
    given = {"name": "Refund", "body": "Five days.", **fields}
    command = KeepAnswer(command_id=office.new_id(), actor=who, id=id, **given)
    office.act(use_case_of(command), command)
    kept = office.store.content_of(Answer, id)
    assert kept is not None
    return kept


def move(office: Office, who: str, to: str, id: str = "refund") -> Answer:
    office.do(who, MoveAnswer, id=id, to=to)
    kept = office.store.content_of(Answer, id)
    assert kept is not None
    return kept


def refusal(office: Office, act: Any, *args: Any, **fields: Any) -> str:
    with pytest.raises(Refused) as refused:
        act(office, *args, **fields)
    return refused.value.sentence


def test_what_an_agent_writes_for_everybody_waits_for_a_lead(office: Office) -> None:
    assert keep(office, "lena").state == "not_validated"
    assert keep(office, "lena", "own", scope="mine").state == "validated"
    ours = keep(office, "lena", "ours", scope="team")
    assert (ours.state, ours.team, ours.owner) == ("validated", "money", "lena")
    assert keep(office, "mona", "hers").state == "validated"
    assert "A lead validates" in refusal(office, move, "lena", "validated")
    assert move(office, "mona", "validated").state == "validated"
    # Its author may go on writing it; then it is read again.
    assert keep(office, "lena", body="Seven days.").state == "not_validated"


def test_only_its_people_change_an_answer(office: Office) -> None:
    keep(office, "mona", "all")
    keep(office, "omar", "omars", scope="mine")
    keep(office, "omar", "ours", scope="team")
    assert "is for everybody: ask a lead" in refusal(office, keep, "lena", "all", body="x")
    assert refusal(office, keep, "lena", "omars") == "There is no answer omars for you."
    assert refusal(office, keep, "chip", "ours") == "There is no answer ours for you."
    assert keep(office, "lena", "ours", scope="team", body="x").owner == "omar"
    assert "may not write answers" in refusal(office, keep, "sven", "all")
    assert "for your own team" in refusal(office, keep, "lena", "new", scope="team", team="things")


def test_an_article_goes_its_way(office: Office) -> None:
    assert keep(office, "lena", kind="article", state="wip").state == "wip"
    sentence = refusal(office, move, "mona", "validated")
    assert sentence == (
        "“Refund” is in work and cannot become validated: it can become not validated or archived."
    )
    assert move(office, "lena", "not_validated").state == "not_validated"
    assert move(office, "mona", "validated").state == "validated"
    assert move(office, "mona", "archived").state == "archived"
    assert "is archived: bring it back first" in refusal(office, keep, "mona", body="x")
    assert move(office, "lena", "not_validated").version == 5
    assert "already" in refusal(office, move, "lena", "not_validated")


def test_each_change_keeps_the_version_before(office: Office) -> None:
    keep(office, "mona", uses=7)
    office.later(60_000)
    changed = keep(office, "mona", body="Seven days.", seen_version=1)
    assert (changed.version, changed.uses, changed.updated_by) == (2, 7, "mona")
    before = office.store.all_content(AnswerVersion)
    assert [(row.answer_id, row.version, row.by) for row in before] == [("refund", 1, "mona")]
    assert "Five days." in before[0].answer
    sentence = refusal(office, keep, "mona", body="Nine days.", seen_version=1)
    assert sentence.startswith("Mona has changed “Refund” meanwhile (version 2, yours is 1)")
    told = office.store.kinds()
    keep(office, "mona", body="Seven days.")
    assert office.store.kinds() == told, "the same again is no change"
    assert "Five days." not in repr(office.store.log), "an answer's words are no event's"


def test_only_what_was_never_sent_is_deleted(office: Office) -> None:
    keep(office, "mona", "sent")
    keep(office, "mona", "unsent")
    keep(office, "mona", "unsent", body="Other words.")
    case_id = office.mail()
    office.reply("lena", case_id, answer_ids=("sent",))
    with pytest.raises(Refused, match="archive it instead"):
        office.do("mona", RemoveAnswer, id="sent")
    office.do("mona", RemoveAnswer, id="unsent")
    assert [answer.id for answer in office.store.all_content(Answer)] == ["sent"]
    assert office.store.all_content(AnswerVersion) == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"id": "two words"}, "Name the answer with one short word"),
        ({"disposition": "sovled"}, "Choose a disposition from the list"),
        ({"review_on": "soon"}, "Write the review date like 2026-05-31."),
        ({"language": "English"}, "Write the language as two letters"),
        ({"set_tags": ("two words",)}, "A tag is one short word."),
        ({"owner": "nobody"}, "nobody does not work at this desk"),
        ({"scope": "team", "team": "cooks"}, "There is no team cooks: there are money, things."),
        ({"body": "{{ agent.password }}"}, "it may not read agent.password; there is agent.name"),
        ({"body": "{{ passwords.all }}"}, "it may not read passwords.all; there are customer,"),
        ({"body": "{{ customer[case.id] }}"}, "it may not read customer.…"),
        ({"body": "{% assign x = agent.key %}{{ x }}"}, "it may not read agent.key"),
    ],
)
def test_what_cannot_be_kept_is_one_sentence(
    office: Office, fields: dict[str, Any], sentence: str
) -> None:
    assert sentence in refusal(office, keep, "mona", **{"id": "refund", **fields})


def test_a_template_may_read_what_there_is_and_what_it_makes_itself(office: Office) -> None:
    body = (
        '{{ customer.first_name | default: "there" }} {% assign x = case.id %}{{ x }}'
        "{% for i in (1..3) %}{{ i }}{{ forloop.index }}{% endfor %}{{ customer.phone }}"
    )
    assert keep(office, "mona", body=body).body == body


def test_a_question_that_found_nothing_is_kept_once_a_case(office: Office) -> None:
    for query in ("Gift wrapping", "gift wrapping", "gold"):
        office.do("lena", NoteUnanswered, query=query, case_id=3)
    rows = office.store.all_content(UnansweredQuestion)
    assert [(row.case_id, row.query, row.by) for row in rows] == [
        (3, "gift wrapping", "lena"),
        (3, "gold", "lena"),
    ]


def test_what_an_answer_carries_is_set_and_taken_back_with_the_send(office: Office) -> None:
    case_id = office.mail()
    sent = office.reply("lena", case_id, set_tags=("Fee", "refund"), answer_ids=("refund",))
    assert office.case(case_id).tags == ("fee", "refund")
    office.do("lena", Undo, target=sent.command_id)
    assert office.case(case_id).tags == ()
    office.prove()
