"""A small center for logs that are brought in, with hours and promises, and logs to bring in."""

SETUP = """\
name: Logs
zone: UTC
queues:
  - {id: team-0, name: Team 0, team: a, escalates_to: team-5}
  - {id: team-1, name: Team 1, team: a}
  - {id: team-2, name: Team 2, team: a}
  - {id: team-3, name: Team 3, team: a}
  - {id: team-4, name: Team 4, team: a}
  - {id: team-5, name: Team 5, team: b, tier: 2}
people:
  - {id: ada, name: Ada, team: a, queues: [team-0, team-1, team-2, team-3, team-4, team-5]}
  - {id: root, name: Root, role: admin}
dispositions:
  - {id: solved, name: Solved, needs_answer: false}
calendars:
  - id: office
    zone: Europe/Berlin
    weekly: {0: [["09:00", "17:00"]], 1: [["09:00", "17:00"]], 2: [["09:00", "17:00"]],
             3: [["09:00", "17:00"]], 4: [["09:00", "17:00"]]}
policies:
  - {id: p1, calendar: office, priorities: [1], fr: 1h, nr: 2h, res: 8h}
  - {id: p2, calendar: office, priorities: [2], fr: 2h, nr: 4h, res: 16h}
  - {id: other, calendar: office, fr: 8h, nr: 8h, res: 40h}
allow_as: true
"""

MAP = """\
source: old
missing: ["?"]
dates: iso
zone: Europe/Berlin
fields:
  case: number
  time: at
  activity: what
  person: who
  queue: team
  priority: priority
  customer: caller
"""
HEADER = "number,at,what,who,team,priority,caller"
STORY = (
    "A,2025-03-03 09:00,created,,team-0,2,Ann",
    "B,2025-03-03 09:10,created,,team-1,3,Bob",
    "A,2025-03-03 09:30,assigned,ada,team-0,2,Ann",
    "A,2025-03-03 10:30,replied,ada,team-0,2,Ann",
    "A,2025-03-03 11:00,waiting,ada,team-0,2,Ann",
    "A,2025-03-04 09:00,customer replied,,team-0,2,Ann",
    "A,2025-03-04 10:00,Looked into it,Zoe Q,team-0,2,Ann",
    "A,2025-03-04 11:00,escalated,ada,team-5,1,Ann",
    "A,2025-03-04 12:00,resolved,Zoe Q,team-5,1,Ann",
    "A,2025-03-05 12:00,reopened,,team-5,1,Ann",
    "A,2025-03-05 13:00,resolved,Zoe Q,team-5,1,Ann",
    "B,2025-03-20 09:00,resolved,ada,team-1,3,Bob",
)
"""Two cases, one of them with everything, in the order of time; times are of Berlin."""


def table(*rows: str) -> str:
    """Write rows as CSV."""
    return "\n".join((HEADER, *rows)) + "\n"
