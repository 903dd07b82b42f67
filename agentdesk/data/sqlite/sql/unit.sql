-- What one unit of work reads and writes besides whole rows.

-- name: head
SELECT seq, recorded_at, hash FROM events ORDER BY seq DESC LIMIT 1;

-- name: outcome
SELECT kind, actor, result, last_seq, cases, undoable_until, label
FROM commands WHERE command_id = ?;

-- name: command
SELECT command_id, kind, actor, at, cases, undoable_until, label, result, group_id
FROM commands WHERE command_id = ?;

-- name: last_of
SELECT command_id, kind, actor, at, cases, undoable_until, label, result, group_id
FROM commands
WHERE actor = ?
  AND undoable_until IS NOT NULL
  AND NOT EXISTS (
      SELECT 1 FROM undone WHERE undone.command = commands.command_id
  )
ORDER BY last_seq DESC
LIMIT 1;

-- name: last_undone_of
-- Nobody does again what lies a thousand acts back.
SELECT
    c.command_id, c.kind, c.actor, c.at, c.cases, c.undoable_until, c.label, c.result, c.group_id
FROM (
    SELECT * FROM commands
    WHERE actor = ? AND undoable_until IS NOT NULL
    ORDER BY last_seq DESC
    LIMIT 1000
) AS c
JOIN undone ON undone.command = c.command_id AND undone.undone = 1
WHERE c.kind <> 'redo'
ORDER BY undone.at DESC, c.last_seq
LIMIT 1;

-- name: undoable
SELECT command_id, kind, actor, at, cases, undoable_until, label, result, group_id
FROM commands
WHERE actor = ?
  AND undoable_until IS NOT NULL
  AND undoable_until >= ?
  AND NOT EXISTS (
      SELECT 1 FROM undone WHERE undone.command = commands.command_id
  )
ORDER BY last_seq DESC
LIMIT 1000;

-- name: commands_of
SELECT command_id, kind, actor, at, cases, undoable_until, label, result, group_id
FROM commands WHERE group_id = ? ORDER BY last_seq DESC, at DESC;

-- name: add_event
INSERT INTO events (seq, kind, v, body, at, recorded_at, actor, command, case_id, hash)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: add_command
INSERT INTO commands
    (command_id, kind, actor, at, cases, undoable_until, label, result, first_seq, last_seq,
     group_id)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: entries
SELECT seq, kind, v, body, at, recorded_at, actor, command
FROM events WHERE seq > ? ORDER BY seq LIMIT ?;

-- name: streams
SELECT e.seq, e.kind, e.v, e.body, e.at, e.recorded_at, e.actor, e.command
FROM json_each(?) AS wanted CROSS JOIN events AS e ON e.case_id = wanted.value
ORDER BY e.case_id, e.seq;

-- name: entries_of_case
SELECT seq, kind, v, body, at, recorded_at, actor, command
FROM events WHERE case_id = ? AND seq > ? ORDER BY seq LIMIT ?;

-- name: links
SELECT seq, kind, v, body, at, recorded_at, actor, command, case_id, hash
FROM events WHERE seq > ? ORDER BY seq LIMIT ?;

-- name: lanes
-- One step down the index a lane, not one a counter.
WITH RECURSIVE l (lane) AS (
    SELECT min(lane) FROM lanes
    UNION ALL
    SELECT (SELECT min(lane) FROM lanes WHERE lanes.lane > l.lane) FROM l WHERE l.lane IS NOT NULL
)
SELECT lane FROM l WHERE lane IS NOT NULL;

-- name: first_reserved
-- ``rooms`` says for each channel of a person how many units they have room for.
SELECT id FROM cases
WHERE reserved_for = :agent AND owner IS NULL AND wake_at IS NULL AND state IN ('new', 'open')
  AND EXISTS (SELECT 1 FROM json_each(:rooms) AS r WHERE r.key = channel AND r.value >= units)
ORDER BY band, rank_at, waiting_since, id
LIMIT 1;

-- name: first_of_lanes
-- One probe of the index a lane, then the first of what they found.
SELECT c.id FROM json_each(:lanes) AS l
CROSS JOIN cases AS c ON c.id = (
    SELECT id FROM cases
    WHERE lane = l.value AND claimable = 1
      AND EXISTS (SELECT 1 FROM json_each(:rooms) AS r WHERE r.key = channel AND r.value >= units)
    ORDER BY band, rank_at, waiting_since, id
    LIMIT 1
)
ORDER BY c.band, c.rank_at, c.waiting_since, c.id
LIMIT 1;

-- name: setup_version
SELECT max(version) FROM setups;

-- name: setup
SELECT body FROM setups WHERE version = ?;

-- name: active_of
SELECT id FROM cases
WHERE customer_id = ?
  AND state IN ('new', 'open', 'waiting_customer', 'waiting_third_party')
ORDER BY id;

-- name: active
SELECT id FROM cases
WHERE state IN ('new', 'open', 'waiting_customer', 'waiting_third_party')
ORDER BY id;

-- name: all_of
SELECT id FROM cases WHERE customer_id = ? ORDER BY id;

-- name: contact
SELECT customer_id FROM contact_points WHERE kind = ? AND value = ?;

-- name: answer_was_used
SELECT 1 FROM answer_uses WHERE instr(',' || answers || ',', ',' || ? || ',') LIMIT 1;

-- name: case_reference
SELECT j.key, r.case_id FROM json_each(?) j
CROSS JOIN case_references r ON r.source = ? AND r.reference = j.value;

-- name: customer_reference
SELECT j.key, r.customer_id FROM json_each(?) j
CROSS JOIN customer_references r ON r.source = ? AND r.reference = j.value;

-- name: add_blob
INSERT INTO blobs (sha256, size, data) VALUES (?, ?, ?) ON CONFLICT (sha256) DO NOTHING;

-- name: blob
SELECT size, data FROM blobs WHERE sha256 = ?;

-- name: blob_used
SELECT 1 FROM parts WHERE sha256 = ? LIMIT 1;

-- name: drop_blob
DELETE FROM blobs WHERE sha256 = ?;
