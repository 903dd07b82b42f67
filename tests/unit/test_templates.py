"""Answers with variables, and macros as they are written: what is filled in, what is refused."""

import pytest

from agentdesk.cli.setup_file import setup_of
from agentdesk.document import DocumentError, parse_document
from agentdesk.domain.templates import BadTemplate, filled

CODES = """
dispositions: [{id: solved, name: Solved}, {id: fixed, name: Fixed, needs_root_cause: true}]
escalation_reasons: [{id: knowledge, name: Needs an expert}]
queues: [{id: billing, name: Billing, team: money}]
macros:
"""


def test_a_variable_has_its_value_its_default_or_is_a_blank() -> None:
    values = {"customer": {"name": "Ada", "first_name": ""}}

    assert filled("Dear {{ customer.name }},", values) == "Dear Ada,"
    assert filled('Hi {{ customer.first_name | default: "there" }}', values) == "Hi there"
    assert filled("Call {{ customer.phone }}", values) == "Call ‹customer.phone›"
    assert filled("{% if customer.vip %}V{% endif %}{{ nobody }}", values) == "‹nobody›"


def test_what_a_customer_wrote_is_never_a_template() -> None:
    values = {"customer": {"name": "{{ agent.name }}{% for i in (1..9) %}"}, "agent": {"name": "x"}}

    assert filled("{{ customer.name }}", values) == values["customer"]["name"]


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("{% for i in (1..100000000) %}x{% endfor %}", "goes round more than 1,000 times"),
        ("{% for i in (1..900) %}" + "x" * 900 + "{% endfor %}", "grows beyond 50,000 letters"),
        ("{% include '/etc/passwd' %}", "unexpected tag 'include'"),
        ("{{ x | append: x }}", "unknown filter 'append'"),
        ("Dear {{ customer.name", "is not closed"),
        ("{% if " * 2_000, ""),
    ],
)
def test_a_template_that_cannot_be_used_is_one_sentence(template: str, sentence: str) -> None:
    with pytest.raises(BadTemplate) as refused:
        filled(template, {})

    assert sentence in refused.value.sentence
    assert "\n" not in refused.value.sentence


@pytest.mark.parametrize(
    ("macro", "sentence"),
    [
        ("{id: a, name: A, kye: x, steps: [{note: n}]}", "line 6, macros[0].kye: there is no such"),
        ("{id: a, name: A, steps: [{notes: n}]}", "steps[0].notes: there is no such field. Did"),
        ("{id: a, name: A, steps: [{note: n, priority: 1}]}", "this one note and priority"),
        ("{id: a, name: A, key: m, steps: [{note: n}]}", "m m lists all macros"),
        ("{id: a, name: A, steps: [{resolve: {code: sovled}}]}", "Did you mean solved?"),
        ("{id: a, name: A, steps: [{resolve: {code: fixed}}]}", "needs a cause"),
        ("{id: a, name: A, steps: [{wait: 0}, {note: n}]}", "put wait at the end"),
        ("{id: a, name: A, steps: [{escalate: {reason: x}}]}", "there is no “x”"),
        ("{id: a, name: A, steps: [{reply: '{% for i in (1..9999) %}{% endfor %}'}]}", "1,000"),
        ("{id: a, name: A, steps: []}", "without steps does nothing"),
    ],
)
def test_a_wrong_macro_is_refused_with_its_line(macro: str, sentence: str) -> None:
    with pytest.raises(DocumentError) as refused:
        setup_of(parse_document(f"{CODES}  - {macro}\n", "desk.yaml"))

    assert len(refused.value.problems) == 1
    assert sentence in refused.value.problems[0]
    assert refused.value.problems[0].startswith("desk.yaml, line 6")


def test_two_macros_cannot_have_one_key() -> None:
    both = "  - {id: a, name: A, key: x, steps: [{note: n}]}\n"
    both += "  - {id: b, name: B, key: x, steps: [{tag: t}]}\n"

    with pytest.raises(DocumentError) as refused:
        setup_of(parse_document(CODES + both, "desk.yaml"))

    assert refused.value.problems == [
        "desk.yaml, line 7, macros[1].key: m x would run both A and B."
    ]
