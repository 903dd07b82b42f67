"""A saved view with a wrong filter is told with its line, and the nearest right word."""

import pytest

from agentdesk.cli.setup_file import setup_of
from agentdesk.clock import DAY
from agentdesk.document import DocumentError, parse_document
from agentdesk.domain.filters import filter_of
from agentdesk.domain.setup import Setup

HEAD = """\
queues:
  - {id: billing, name: Billing, team: money}
people:
  - {id: lena, name: Lena}
views:
"""


def read(view: str) -> Setup:
    return setup_of(parse_document(f"{HEAD}  - {{{view}}}\n", "set-up.yaml"))


@pytest.mark.parametrize(
    ("view", "sentence"),
    [
        ("id: v, key: b, name: B, queue: biling", "there is no “biling”. Did you mean billing?"),
        ("id: v, key: b, name: B, state: snozed", "there is no “snozed”. Did you mean snoozed?"),
        ("id: v, key: b, name: B, owner: [me, lenna]", "there is no “lenna”. Did you mean lena?"),
        ("id: v, key: b, name: B, type: complain", "Did you mean complaint?"),
        ("id: v, key: b, name: B, priority: 7", "7 is not between 1 and 4."),
        ("id: v, key: b, name: B, older_than: old", "“old” is no duration; write 20s,"),
        ("id: v, key: b, name: B, quue: billing", "there is no such field. Did you mean queue?"),
        ("id: v, key: bb, name: B", "“bb” is no key; write one letter or digit."),
        ("id: v, key: z, name: B", "f z shows snoozed already; free are b, c, d,"),
        ("id: v, key: b, name: B}\n  - {id: w, key: b, name: C", "would show both B and C."),
    ],
)
def test_a_wrong_view_is_one_sentence_with_its_line(view: str, sentence: str) -> None:
    with pytest.raises(DocumentError) as error:
        read(view)
    assert len(error.value.problems) == 1
    line = 7 if "\n" in view else 6
    assert f"set-up.yaml, line {line}, views[" in error.value.problems[0]
    assert sentence in error.value.problems[0]


def test_a_view_is_settled_for_a_person_and_an_instant() -> None:
    setup = read("id: v, key: b, name: B, owner: [me, nobody], older_than: 3d, text: Card bill")
    names = {"billing": "Billing"}
    wanted = filter_of(setup.views[0], me="lena", now=10 * DAY, names=names, also="ADA")
    assert (wanted.owners, wanted.unowned, wanted.created_before) == (("lena",), True, 7 * DAY)
    assert [(word.text, word.queues) for word in wanted.words] == [
        ("card", ()),
        ("bill", ("billing",)),
        ("ada", ()),
    ]
