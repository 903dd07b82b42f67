"""Events as text: equal events have equal bodies, wherever their words were read."""

import msgspec
import pytest

from agentdesk.domain.events import CaseCreated, CustomerCreated, Event, decode, encode


@pytest.mark.parametrize(
    ("cls", "name"),
    [
        (CustomerCreated, "language"),
        (CustomerCreated, "zone"),
        (CustomerCreated, "level"),
        (CaseCreated, "type"),
    ],
)
def test_a_usual_word_that_was_read_is_left_out_like_any_other(cls: type[Event], name: str) -> None:
    usual = next(field.default for field in msgspec.structs.fields(cls) if field.name == name)
    given = {
        field.name: 1 if field.type is int else "x"
        for field in msgspec.structs.fields(cls)
        if field.required and field.type in (int, str)
    }
    # Read from JSON, as commands are, it is another object.
    read = msgspec.json.decode(msgspec.json.encode(usual))
    assert read is not usual
    event = msgspec.convert(given, cls)
    other = msgspec.structs.replace(event, **{name: read})
    assert encode(other) == encode(event)
    assert decode(cls.kind, cls.v, encode(other)) == event
