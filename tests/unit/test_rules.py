"""Automatic rules are checked as a whole before they are put in force."""

import pytest

from agentdesk.cli.setup_file import written_setup
from agentdesk.document import DocumentError
from agentdesk.domain.rules.effects import said
from tests.support.office import SETUP
from tests.support.ruled import rules_of

FIRST_LINE = len(written_setup(SETUP).splitlines())


def problems(text: str) -> list[str]:
    """Return what is wrong with rules, each with its line within the text."""
    try:
        rules_of(text)
    except DocumentError as error:
        return error.problems
    return []


GOOD = """
rules:
  - id: charged-twice
    on: [created, customer wrote]
    if: {queue: billing, subject: [charged twice, refund*], channel: [mail, web]}
    unless:
      - {tags: refund}
      - {vip: true, open_in: hours}
    then:
      - {tag: refund, priority: 2}
      - {notify: [leads, rita], remind: {after: 4h, who: [owner, money]}}
  - id: late
    on: breached
    if: {clock: FR}
    any: [{level: premium}, {tier: 2}]
    then: {escalate: {reason: knowledge, lead: any}}
"""


def test_rules_read_back_as_they_were_written() -> None:
    from msgspec.structs import replace

    rules = rules_of(GOOD)
    assert [rule.id for rule in rules] == ["charged-twice", "late"]
    again = written_setup(replace(SETUP, rules=rules))
    assert rules_of("", replace(SETUP, rules=rules)) == rules
    assert "after: 4h" in again


@pytest.mark.parametrize(
    ("rule", "line", "words"),
    [
        ("{id: a, on: creatd, then: {tag: x}}", 2, "Did you mean created?"),
        ("{id: a, on: created, then: {tagg: x}}", 2, "Did you mean tag?"),
        ("{id: a, on: created, if: {priorty: 1}, then: {tag: x}}", 2, "Did you mean priority?"),
        ("{id: a, on: created, then: {queue: biling}}", 2, "Did you mean billing?"),
        ("{id: a, on: created, then: {notify: rito}}", 2, "Did you mean rita?"),
        ("{id: a, on: created, if: {queue: billing3}, then: {tag: x}}", 2, "Did you mean"),
        ("{id: a, on: created, if: {owner: nobody}, then: {tag: x}}", 2, "there is no “nobody”"),
        ("{id: a, on: created, if: {open_in: hour}, then: {tag: x}}", 2, "Did you mean hours?"),
        ("{id: a, on: created, then: {priority: 5}}", 2, "5 is not between 1 and 4"),
        ("{id: a, on: created, if: {clock: FR}, then: {tag: x}}", 2, "only known on warned and"),
        ("{id: a, on: resolved, if: {from_domain: x.org}, then: {tag: x}}", 2, "only known on"),
        ("{id: a, on: created, then: {tag: Two Words}}", 2, "is no tag"),
        ("{id: a, on: created, then: {}}", 2, "say what the rule is to do"),
        ("{id: a:b, on: created, then: {tag: x}}", 2, "one short word"),
        ("{id: a, on: created, then: {escalate: {reason: rage}}}", 2, "there is no “rage”"),
        ("{id: a, on: created, then: {escalate: {reason: customer, lead: lena}}}", 2, "“lena”"),
        ("{id: a, on: created, then: {snooze: soon}}", 2, "no duration"),
        ("{id: a, on: created, unless: [{}], then: {tag: x}}", 2, "asks for nothing"),
        ("{id: a, then: {tag: x}}", 2, "on is missing"),
        ("{id: a, on: created, then: {assign: rito}}", 2, "Did you mean rita?"),
        ("{id: a, on: created, then: {assign: sven}}", 2, "Sven does not work on cases"),
        ("{id: a, on: created, then: {note: ' '}}", 2, "write the words of the note"),
        (
            "{id: a, on: created, then: {assign: lena, escalate: {reason: customer}}}",
            2,
            "leave escalate or this out",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line_and_the_nearest_name(
    rule: str, line: int, words: str
) -> None:
    (problem,) = problems(f"rules:\n  - {rule}\n")
    assert f"line {FIRST_LINE + line}," in problem
    assert words in problem


def test_two_rules_of_one_name_are_refused() -> None:
    text = "rules:\n" + "  - {id: a, on: created, then: {tag: x}}\n" * 2
    assert "“a” is there twice" in problems(text)[0]


LOOPS = {
    "itself": "- {id: a, on: tagged, then: {tag: x}}",
    "itself by its priority": "- {id: a, on: [created, prioritised], then: {priority: 1}}",
    "two who get it in turn": """
  - {id: a, on: taken, if: {owner: lena}, then: {assign: rita}}
  - {id: b, on: taken, if: {owner: rita}, then: {assign: lena}}""",
    "one that gives what it got": "- {id: a, on: taken, if: {owner: any}, then: {assign: rita}}",
    "a snooze that never ends": "- {id: a, on: woken, then: {snooze: 1h}}",
    "two": """
  - {id: a, on: prioritised, if: {priority: 2}, then: {priority: 1}}
  - {id: b, on: prioritised, if: {priority: 1}, then: {priority: 2}}""",
    "three": """
  - {id: a, on: routed, if: {queue: billing}, then: {tag: x}}
  - {id: b, on: tagged, then: {type: fault}}
  - {id: c, on: classified, then: {queue: billing}}""",
}


@pytest.mark.parametrize("name", LOOPS)
def test_rules_that_would_loop_are_refused_in_one_sentence_with_their_names(name: str) -> None:
    text = f"rules:\n  {LOOPS[name].strip()}\n"
    (problem,) = problems(text)
    assert "without end" in problem
    assert problem.endswith("once it has run.")
    for rule in ("a", "b", "c"):
        assert (f"“{rule}”" in problem) == (f"id: {rule}," in text)


ENDING = {
    "a tag that it asks not to be there": """
  - {id: a, on: tagged, if: {without_tags: x}, then: {tag: x}}""",
    "a tag that it asks not to be there, said otherwise": """
  - {id: a, on: tagged, unless: [{tags: x}], then: {tag: x}}""",
    "another priority": """
  - {id: a, on: prioritised, if: {priority: [2, 3, 4]}, then: {priority: 1}}""",
    "two queues": """
  - {id: a, on: routed, if: {queue: billing}, then: {queue: machines}}
  - {id: b, on: routed, if: {queue: billing2}, then: {queue: machines}}""",
    "a chain": """
  - {id: a, on: created, then: {priority: 1}}
  - {id: b, on: prioritised, then: {tag: x}}
  - {id: c, on: tagged, then: {notify: leads}}""",
    "a breach that makes urgent": """
  - {id: a, on: breached, then: {priority: 1, notify: leads}}""",
    "given once": """
  - {id: a, on: taken, if: {owner: lena}, then: {assign: rita}}
  - {id: b, on: taken, unless: [{owner: [rita, mona]}], then: {assign: mona}}
  - {id: c, on: released, if: {owner: any}, then: {assign: none}}""",
    "channels that never meet": """
  - {id: a, on: tagged, if: {channel: mail}, then: {type: fault}}
  - {id: b, on: classified, if: {channel: call}, then: {tag: x}}""",
}


@pytest.mark.parametrize("name", ENDING)
def test_rules_whose_conditions_end_them_are_fine(name: str) -> None:
    assert problems(f"rules:{ENDING[name]}\n") == []


def test_what_a_rule_did_is_said_in_words() -> None:
    codes = ("priority:2", "tag:refund", "tag:bank", "notify:mona", "queue:billing2")
    names = {"mona": "Mona", "billing2": "Billing experts"}
    assert said(codes, lambda id: names.get(id, id)) == (
        "set P2, tagged refund and bank, told Mona, moved it to Billing experts"
    )
    assert said(("assign:mona", "note:internal"), names.__getitem__) == (
        "assigned it to Mona, wrote a note"
    )
    assert said(("assign:none",), names.__getitem__) == "assigned it to nobody"
