-- What a board reads. Nothing here touches a table of words.

-- name: first
SELECT seq, recorded_at, hash FROM events ORDER BY seq LIMIT 1;

-- name: last
SELECT seq, recorded_at, hash FROM events ORDER BY seq DESC LIMIT 1;

-- name: mark
SELECT seq, recorded_at, hash FROM events WHERE seq = ?;

-- name: seq_at
-- Times never fall as numbers rise, so halving finds the place without an index over the times.
WITH RECURSIVE place (low, high) AS (
    SELECT 0, coalesce((SELECT seq FROM events ORDER BY seq DESC LIMIT 1), 0)
    UNION ALL
    SELECT iif(e.recorded_at <= :instant, e.seq, place.low),
        iif(e.recorded_at <= :instant, place.high, e.seq - 1)
    FROM place CROSS JOIN events AS e
    WHERE low < high AND e.seq = (low + high + 1) / 2
)
SELECT max(low) FROM place;

-- name: entries
SELECT seq, kind, v, body, at, recorded_at, actor, command
FROM events WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?;

-- name: timeline
SELECT seq, kind, v, body, at, recorded_at, actor, command
FROM events WHERE case_id = ? AND seq <= ? ORDER BY seq;

-- name: setup
SELECT body FROM setups WHERE version <= ? ORDER BY version DESC LIMIT 1;

-- name: queues
-- The cases to be taken, which may be very many, are counted in the indexes alone, a lane at a time:
-- a lane belongs to one queue. The others are found by whoever has them, or by what they wait for.
WITH
to_take (queue, waiting, oldest, working, snoozed, late, soon) AS (
    SELECT
        (SELECT one.queue FROM cases AS one WHERE one.lane = c.lane AND one.claimable = 1 LIMIT 1),
        count(*), min(c.waiting_since), 0, 0, 0, 0
    FROM cases AS c WHERE c.claimable = 1
    GROUP BY c.lane
),
due (queue, waiting, oldest, working, snoozed, late, soon) AS (
    SELECT
        (SELECT one.queue FROM cases AS one WHERE one.lane = l.lane AND one.claimable = 1 LIMIT 1),
        0, NULL, 0, 0, sum(c.due_at < :now), sum(c.due_at >= :now)
    FROM (SELECT DISTINCT lane FROM lanes) AS l
    CROSS JOIN cases AS c
        ON c.lane = l.lane AND c.claimable = 1 AND c.due_at IS NOT NULL AND c.due_at <= :soon
    GROUP BY l.lane
),
states (state) AS (VALUES ('new'), ('open'), ('waiting_customer'), ('waiting_third_party')),
owned (queue, waiting, oldest, working, snoozed, late, soon) AS (
    SELECT c.queue, 0, NULL, c.wake_at IS NULL AND c.state IN ('new', 'open'),
        c.wake_at IS NOT NULL, c.due_at < :now, c.due_at BETWEEN :now AND :soon
    FROM loads AS l CROSS JOIN states AS s
    CROSS JOIN cases AS c ON c.owner = l.agent AND c.state = s.state
),
reserved (queue, waiting, oldest, working, snoozed, late, soon) AS (
    SELECT queue, wake_at IS NULL AND state IN ('new', 'open'),
        iif(wake_at IS NULL AND state IN ('new', 'open'), waiting_since, NULL), 0,
        wake_at IS NOT NULL, due_at < :now, due_at BETWEEN :now AND :soon
    FROM cases INDEXED BY cases_reserved
    WHERE reserved_for IS NOT NULL AND owner IS NULL AND state IN (SELECT state FROM states)
),
asleep (queue, waiting, oldest, working, snoozed, late, soon) AS (
    SELECT queue, 0, NULL, 0, 1, due_at < :now, due_at BETWEEN :now AND :soon
    FROM cases INDEXED BY cases_snoozed
    WHERE wake_at IS NOT NULL AND owner IS NULL AND reserved_for IS NULL
        AND state IN ('new', 'open', 'waiting_customer', 'waiting_third_party')
),
parked (queue, waiting, oldest, working, snoozed, late, soon) AS (
    SELECT queue, 0, NULL, 0, 0, due_at < :now, due_at BETWEEN :now AND :soon
    FROM cases INDEXED BY cases_state
    WHERE state IN ('waiting_customer', 'waiting_third_party')
        AND owner IS NULL AND wake_at IS NULL AND reserved_for IS NULL
),
-- Calls and chats: where the case itself waits or is worked on, it is counted already.
live (queue, waiting, oldest, working, snoozed, late, soon) AS (
    SELECT i.queue, i.state IN ('waiting', 'ringing'),
        iif(i.state IN ('waiting', 'ringing'), i.queued_at, NULL),
        i.state IN ('talking', 'held'), 0, 0, 0
    FROM interactions AS i LEFT JOIN cases AS c ON c.id = i.case_id
    WHERE i.state <> 'wrap_up' AND NOT coalesce(
        c.wake_at IS NULL AND c.state IN ('new', 'open')
        AND (c.owner IS NULL) = (i.state IN ('waiting', 'ringing')), 0)
)
SELECT queue, sum(waiting), min(oldest), sum(working), sum(snoozed), coalesce(sum(late), 0),
    coalesce(sum(soon), 0)
FROM (
    SELECT * FROM to_take UNION ALL SELECT * FROM due UNION ALL SELECT * FROM owned
    UNION ALL SELECT * FROM reserved UNION ALL SELECT * FROM asleep UNION ALL SELECT * FROM parked
    UNION ALL SELECT * FROM live
)
GROUP BY queue ORDER BY queue;

-- name: agents
SELECT id, state, reason, since, until, kept FROM agents;

-- name: loads
SELECT agent, units, cases, live FROM loads;
