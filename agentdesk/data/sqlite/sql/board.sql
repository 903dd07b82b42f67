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
    SELECT iif(e.recorded_at <= :instant, e.seq, p.low),
        iif(e.recorded_at <= :instant, p.high, e.seq - 1)
    FROM place AS p CROSS JOIN events AS e
    WHERE p.low < p.high AND e.seq = (p.low + p.high + 1) / 2
)
SELECT max(low) FROM place;

-- name: entries
SELECT seq, kind, v, body, at, recorded_at, actor, command
FROM events WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?;

-- name: timeline
SELECT seq, kind, v, body, at, recorded_at, actor, command
FROM events WHERE case_id = ? AND seq <= ? ORDER BY seq;

-- name: setup_version
SELECT coalesce(max(version), 0) FROM setups;

-- name: setup
SELECT body FROM setups WHERE version = ?;

-- name: queues
SELECT queue,
    sum(owner IS NULL AND wake_at IS NULL AND state IN ('new', 'open')),
    min(iif(owner IS NULL AND wake_at IS NULL AND state IN ('new', 'open'), waiting_since, NULL)),
    sum(owner IS NOT NULL AND wake_at IS NULL AND state IN ('new', 'open')),
    sum(wake_at IS NOT NULL),
    coalesce(sum(due_at < :now), 0),
    coalesce(sum(due_at >= :now AND due_at < :soon), 0)
FROM cases
WHERE state IN ('new', 'open', 'waiting_customer', 'waiting_third_party')
GROUP BY queue ORDER BY queue;

-- name: agents
SELECT id, state, reason, since, until, kept FROM agents;

-- name: loads
SELECT agent, units, cases, live FROM loads;
