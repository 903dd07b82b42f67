"""A made-up shift of eight hours, long enough to measure: mails, chats, calls, a flood."""

from agentdesk.training.reading import parse_scenario
from agentdesk.training.scenario import Scenario

TEXT = """\
name: long-shift
version: 1
title: A long shift
level: hard
about: Eight hours for measuring.
seed: 77
start: {at: "2026-03-10 09:00", zone: Europe/Berlin}
length: 8h
trainee: lena
base: shop
setup:
  people:
    - {id: lena, name: Lena Brandt, team: service, queues: [orders, billing, machines], languages: [en, de], zone: Europe/Berlin, capacity: 12}
    - {id: omar, name: Omar Haddad, team: service, queues: [orders, billing, machines], languages: [en, fr], zone: Europe/Berlin}
    - {id: ines, name: Inês Duarte, role: lead, team: service, tier: 2, queues: [orders, billing, machines, specialists], languages: [en, de], zone: Europe/Berlin}
personas:
  - id: mo
    name: Mo Lund
    also: [Ada Quist, Ben Roth, Cleo Marsh, Dag Holm, Eva Lind, Finn Aro, Gro Nord]
    goal: know where the parcel is
    facts: {order number: FF-6####}
    patience: 3h
    silence: 40m
    emotion: 1
    replies:
      - {id: tells, on: asked, detail: order number, says: "It is {order number}.", tells: [order number], wait: [1m, 4m]}
      - {id: more, on: answered, says: "And when exactly?", most: 2, wait: [1m, 4m]}
      - {id: thanks, on: answered, after: more, says: "Thank you, that helps me.", ends: satisfied, wait: [1m, 4m]}
      - {id: hurry, on: silence, for: 50m, says: "Is anybody there?"}
      - {id: done, on: resolved, ends: satisfied}
  - id: cy
    name: Cy Moor
    also: [Ina Vik, Jon Falk, Kaja Sund, Leo Berg]
    goal: a quick word
    facts: {order number: FF-7####}
    patience: 6m
    silence: 2m
    replies:
      - {id: so, on: answered, says: "Ok. And then?", wait: [5s, 20s]}
      - {id: bye, on: answered, after: so, says: "Bye.", ends: satisfied, wait: [5s, 30s]}
      - {id: done, on: resolved, ends: satisfied}
arrivals:
  - {id: mails, persona: [mo], rate: MAILS, queue: orders, priority: 3, subject: Where is it, says: ["Where is my parcel?", "It has not come yet."]}
  - {id: bills, persona: [mo], rate: 3, queue: billing, priority: 2, subject: My bill, says: The bill is wrong.}
  - {id: chats, persona: [cy], rate: 3, queue: orders, channel: chat, subject: Hi, says: Hi}
  - {id: calls, persona: [cy], rate: 2, queue: machines, channel: call, subject: Call, says: "(calls)"}
  - {id: wave, persona: [mo], queue: orders, priority: 3, subject: All at once, says: Nothing goes.}
injects:
  - {id: flood, what: flood, at: 2h, arrival: wave, count: 20, over: 30m}
  - {id: fault, what: outage, at: 4h, who: ines, says: Nothing goes, arrival: wave, count: 12, over: 20m, linked: 6}
  - {id: ill, what: drops_out, at: 5h, who: omar, back: 1h}
expected:
  - {id: answered, arrival: mails, any_of: [answered], within: 3h, why: They wait.}
  - {id: asked, arrival: mails, any_of: ["asked:order number"], part: care, why: Know which it is.}
  - {id: bill-noted, arrival: bills, any_of: [noted], part: care, why: For colleagues.}
  - {id: bill-done, arrival: bills, any_of: [resolved], why: It is done.}
  - {id: chat, arrival: chats, any_of: [answered], within: 2m, why: A chat is quick.}
forbidden:
  - {id: paid, arrival: mails, any_of: [goodwill], why: Nobody asked for money.}
"""  # noqa: E501


def long_shift(mails: int = 3) -> Scenario:
    """Return the shift, with so many mails an hour."""
    return parse_scenario(TEXT.replace("MAILS", str(mails)), "long-shift.yaml")
