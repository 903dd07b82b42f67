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
