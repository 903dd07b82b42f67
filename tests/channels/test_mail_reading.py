"""Reading many mails: in order, whoever reads them, and whatever becomes of a helper."""

import multiprocessing
from collections.abc import Iterator

import msgspec

from agentdesk.channels.email import reading
from agentdesk.channels.email.reading import take_in_all


class Given(msgspec.Struct, frozen=True):
    number: int
    raw: bytes


def mails(count: int) -> Iterator[Given]:
    for number in range(count):
        yield Given(number, f"From: a@b.example\nSubject: {number}\n\nText\n".encode())


async def test_mails_come_in_order_from_several_processes() -> None:
    read = [(mail.number, intake.mail.subject) async for mail, intake in take_in_all(mails(80), 2)]
    assert read == [(number, str(number)) for number in range(80)]


async def test_a_helper_that_is_killed_costs_no_mail() -> None:
    read = []
    async for mail, intake in take_in_all(mails(120), 1):
        read.append((mail.number, intake.mail.subject))
        if mail.number == reading.AT_FIRST + 2:
            for helper in multiprocessing.active_children():
                helper.kill()
    assert read == [(number, str(number)) for number in range(120)]
