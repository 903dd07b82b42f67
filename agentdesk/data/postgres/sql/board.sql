-- What a board reads: of the tables, or of the views that have their names. Nothing here touches a
-- table of words.

-- name: first
SELECT seq, recorded_at, hash FROM events ORDER BY seq LIMIT 1;

-- name: last
SELECT seq, recorded_at, hash FROM log_head WHERE seq > 0;

-- name: mark
SELECT seq, recorded_at, hash FROM events WHERE seq = $1;

-- name: seq_at
-- Times never fall as numbers rise, so halving finds the place without an index over the times.
WITH RECURSIVE place (low, high) AS (
    SELECT 0::bigint, (SELECT seq FROM log_head)
    UNION ALL
    SELECT CASE WHEN e.recorded_at <= $1 THEN e.seq ELSE p.low END,
        CASE WHEN e.recorded_at <= $1 THEN p.high ELSE e.seq - 1 END
    FROM place AS p CROSS JOIN LATERAL (
        SELECT seq, recorded_at FROM events
        WHERE p.low < p.high AND seq = (p.low + p.high + 1) / 2
    ) AS e
)
SELECT max(low) FROM place;

-- name: entries
SELECT seq, kind, v, body, at, recorded_at, actor, command
FROM events WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT $3;

-- name: timeline
SELECT seq, kind, v, body, at, recorded_at, actor, command
FROM events WHERE case_id = $1 AND seq <= $2 ORDER BY seq;

-- name: setup
SELECT body FROM setups WHERE version <= $1 ORDER BY version DESC LIMIT 1;

-- name: queues
-- Calls and chats count where their case neither waits nor is worked on: else it is counted already.
WITH standing (queue, waiting, since, working, snoozed, due_at) AS (
    SELECT queue, owner IS NULL AND wake_at IS NULL AND state IN ('new', 'open'), waiting_since,
        owner IS NOT NULL AND wake_at IS NULL AND state IN ('new', 'open'),
        wake_at IS NOT NULL, due_at
    FROM cases
    WHERE state IN ('new', 'open', 'waiting_customer', 'waiting_third_party')
    UNION ALL
    SELECT i.queue, i.state IN ('waiting', 'ringing'), i.queued_at, i.state IN ('talking', 'held'),
        false, NULL
    FROM interactions AS i LEFT JOIN cases AS c ON c.id = i.case_id
    WHERE i.state <> 'wrap_up' AND NOT coalesce(
        c.wake_at IS NULL AND c.state IN ('new', 'open')
        AND (c.owner IS NULL) = (i.state IN ('waiting', 'ringing')), false)
)
SELECT queue,
    count(*) FILTER (WHERE waiting),
    min(since) FILTER (WHERE waiting),
    count(*) FILTER (WHERE working),
    count(*) FILTER (WHERE snoozed),
    count(*) FILTER (WHERE due_at < $1),
    count(*) FILTER (WHERE due_at BETWEEN $1 AND $2)
FROM standing
GROUP BY queue ORDER BY queue;

-- name: agents
SELECT id, state, reason, since, until, kept FROM agents;

-- name: loads
SELECT agent, units, cases, live FROM loads;
