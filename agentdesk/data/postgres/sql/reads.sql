-- What the screens read. Each statement is one snapshot.

-- name: queue_rows
SELECT
    c.id, c.band, c.rank_at, c.waiting_since, c.version, c.state, c.priority, c.tier, c.channel,
    c.queue, c.owner, c.due_at, c.due_kind, c.wrote_at,
    c.wrote_at IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM seen AS s
        WHERE s.case_id = c.id AND s.at >= c.wrote_at AND ($2::text IS NULL OR s.agent = $2)
    ) AS unread,
    c.wake_at,
    coalesce(nullif(p.preferred_name, ''), p.name, '') AS customer,
    coalesce(t.subject, '') AS subject,
    c.lane, c.reserved_for, c.type, c.language, c.created_at, c.resolved_at, c.handed, c.tags
FROM unnest($1::bigint[]) WITH ORDINALITY AS wanted (id, place)
JOIN cases AS c ON c.id = wanted.id
LEFT JOIN case_texts AS t ON t.case_id = c.id
LEFT JOIN customers AS p ON p.id = c.customer_id
ORDER BY wanted.place;

-- name: keys_after
SELECT k.* FROM unnest($1::text[]) AS l (lane)
CROSS JOIN LATERAL (
    SELECT c.band, c.rank_at, c.waiting_since, c.id FROM cases AS c
    WHERE c.lane = l.lane AND c.claimable
      AND (c.band, c.rank_at, c.waiting_since, c.id) > ($2::bigint, $3::bigint, $4::bigint, $5::bigint)
    ORDER BY c.band, c.rank_at, c.waiting_since, c.id
    LIMIT $6
) AS k
ORDER BY k.band, k.rank_at, k.waiting_since, k.id
LIMIT $6;

-- name: keys_before
SELECT k.* FROM unnest($1::text[]) AS l (lane)
CROSS JOIN LATERAL (
    SELECT c.band, c.rank_at, c.waiting_since, c.id FROM cases AS c
    WHERE c.lane = l.lane AND c.claimable
      AND (c.band, c.rank_at, c.waiting_since, c.id) < ($2::bigint, $3::bigint, $4::bigint, $5::bigint)
    ORDER BY c.band DESC, c.rank_at DESC, c.waiting_since DESC, c.id DESC
    LIMIT $6
) AS k
ORDER BY k.band DESC, k.rank_at DESC, k.waiting_since DESC, k.id DESC
LIMIT $6;

-- name: count_around
SELECT
    (SELECT count(*) FROM (
        SELECT 1 FROM unnest($1::text[]) AS l (lane)
        CROSS JOIN LATERAL (
            SELECT 1 FROM cases AS c
            WHERE c.lane = l.lane AND c.claimable
              AND (c.band, c.rank_at, c.waiting_since, c.id)
                  < ($2::bigint, $3::bigint, $4::bigint, $5::bigint)
            LIMIT $10
        ) AS k LIMIT $10) AS above),
    (SELECT count(*) FROM (
        SELECT 1 FROM unnest($1::text[]) AS l (lane)
        CROSS JOIN LATERAL (
            SELECT 1 FROM cases AS c
            WHERE c.lane = l.lane AND c.claimable
              AND (c.band, c.rank_at, c.waiting_since, c.id)
                  > ($6::bigint, $7::bigint, $8::bigint, $9::bigint)
            LIMIT $10
        ) AS k LIMIT $10) AS below);

-- name: reserved
SELECT band, rank_at, waiting_since, id FROM cases
WHERE reserved_for = $1 AND owner IS NULL AND wake_at IS NULL AND state IN ('new', 'open')
ORDER BY band, rank_at, waiting_since, id;

-- name: mine
SELECT id FROM cases
WHERE owner = $1 AND state IN ('new', 'open', 'waiting_customer', 'waiting_third_party')
ORDER BY wrote_at IS NULL, band, rank_at, waiting_since, id;

-- name: counts
SELECT
    own.reserved + own.handed,
    own.mine, own.wrote,
    (SELECT coalesce(sum(n), 0)::bigint FROM lanes WHERE lane = ANY ($2) AND bucket = 'waiting'),
    (SELECT count(*) FROM (
        SELECT 1 FROM unnest($2::text[]) AS l (lane)
        CROSS JOIN LATERAL (
            SELECT 1 FROM cases AS c
            WHERE c.lane = l.lane AND c.claimable AND c.due_at IS NOT NULL AND c.due_at < $3
            -- The order makes it walk the index and stop, however many there are.
            ORDER BY c.due_at LIMIT $5
        ) AS k LIMIT $5) AS late),
    (SELECT count(*) FROM (
        SELECT 1 FROM unnest($2::text[]) AS l (lane)
        CROSS JOIN LATERAL (
            SELECT 1 FROM cases AS c
            WHERE c.lane = l.lane AND c.claimable AND c.due_at IS NOT NULL
              AND c.due_at >= $3 AND c.due_at < $4
            ORDER BY c.due_at LIMIT $5
        ) AS k LIMIT $5) AS soon),
    own.asleep
        + (SELECT coalesce(sum(n), 0)::bigint FROM lanes WHERE lane = ANY ($2) AND bucket = 'snoozed'),
    (SELECT count(*) FROM held_mail WHERE placed_as IS NULL)
FROM (
    SELECT count(*) AS mine, count(wrote_at) AS wrote, count(wake_at) AS asleep,
        count(handed) AS handed,
        (SELECT count(*) FROM cases AS r
         WHERE r.reserved_for = $1 AND r.owner IS NULL AND r.wake_at IS NULL
           AND r.state IN ('new', 'open')) AS reserved
    FROM cases
    WHERE owner = $1 AND state IN ('new', 'open', 'waiting_customer', 'waiting_third_party')
) AS own;

-- name: lanes
-- One step down the index a lane, not one a counter.
WITH RECURSIVE l (lane) AS (
    SELECT min(lane) FROM lanes
    UNION ALL
    SELECT (SELECT min(lanes.lane) FROM lanes WHERE lanes.lane > l.lane) FROM l WHERE l.lane IS NOT NULL
)
SELECT lane FROM l WHERE lane IS NOT NULL;

-- name: list_owner
SELECT id FROM cases WHERE owner = $1 AND state = ANY ($2) ORDER BY id DESC LIMIT $3;

-- name: list_queue
SELECT k.id FROM unnest($2::text[]) AS s (state)
CROSS JOIN LATERAL (
    SELECT id FROM cases WHERE queue = $1 AND cases.state = s.state ORDER BY id DESC LIMIT $3
) AS k
ORDER BY k.id DESC LIMIT $3;

-- name: list_state
SELECT k.id FROM unnest($1::text[]) AS s (state)
CROSS JOIN LATERAL (
    SELECT id FROM cases WHERE cases.state = s.state ORDER BY id DESC LIMIT $2
) AS k
ORDER BY k.id DESC LIMIT $2;

-- name: list_owner_queue
SELECT id FROM cases
WHERE owner = $1 AND state = ANY ($2) AND queue = $4 ORDER BY id DESC LIMIT $3;

-- name: list_snoozed
SELECT id FROM cases
WHERE wake_at IS NOT NULL
  AND ($1::text IS NULL OR queue = $1)
  AND ($2::text IS NULL OR owner = $2)
ORDER BY wake_at LIMIT $3;

-- name: case
SELECT 'row', row_to_json(c) FROM cases AS c WHERE c.id = $1
UNION ALL SELECT 'text', row_to_json(t) FROM case_texts AS t WHERE t.case_id = $1
UNION ALL SELECT 'clock', row_to_json(k) FROM clocks AS k WHERE k.case_id = $1
UNION ALL SELECT 'message', row_to_json(m) FROM messages AS m WHERE m.case_id = $1
UNION ALL SELECT 'send', row_to_json(s) FROM sends AS s
    JOIN messages AS m ON m.id = s.message_id WHERE m.case_id = $1
UNION ALL SELECT 'part', row_to_json(p) FROM messages AS m
    JOIN parts AS p ON p.message_id = m.id WHERE m.case_id = $1 AND p.kind = 'attachment'
UNION ALL SELECT 'promise', row_to_json(p) FROM promises AS p WHERE p.case_id = $1
UNION ALL SELECT 'promise_text', row_to_json(t) FROM promises AS p
    JOIN promise_texts AS t ON t.promise_id = p.id WHERE p.case_id = $1
UNION ALL SELECT 'ruling', row_to_json(e) FROM events AS e
    WHERE e.case_id = $1 AND e.kind = 'rule.fired' AND NOT EXISTS (
        SELECT 1 FROM undone AS u WHERE u.command = e.command AND u.undone)
UNION ALL SELECT 'seq', to_json(h.seq) FROM log_head AS h;

-- name: customer
SELECT 'facts', row_to_json(f) FROM customer_facts AS f WHERE f.id = $1
UNION ALL SELECT 'customer', row_to_json(c) FROM customers AS c WHERE c.id = $1
UNION ALL SELECT 'contact', row_to_json(p) FROM contact_points AS p WHERE p.customer_id = $1
UNION ALL SELECT 'entitlement', row_to_json(e) FROM entitlements AS e WHERE e.customer_id = $1
-- Promises by their cases, because a case may have been given to another customer since.
UNION ALL SELECT 'promise', row_to_json(p) FROM cases AS c
    JOIN promises AS p ON p.case_id = c.id
    WHERE c.customer_id = $1 AND p.settled_at IS NULL
UNION ALL SELECT 'promise_text', row_to_json(t) FROM cases AS c
    JOIN promises AS p ON p.case_id = c.id
    JOIN promise_texts AS t ON t.promise_id = p.id
    WHERE c.customer_id = $1 AND p.settled_at IS NULL
UNION ALL SELECT 'contacts', to_json(
    (SELECT count(*) FROM cases AS c JOIN messages AS m ON m.case_id = c.id
     WHERE c.customer_id = $1 AND m.direction = 'in' AND m.at > $2 AND m.purpose = 'message')
    + (SELECT count(*) FROM cases AS c
       WHERE c.customer_id = $1 AND c.created_at > $2 AND NOT EXISTS (
           SELECT 1 FROM messages AS m WHERE m.case_id = c.id AND m.direction = 'in')));

-- name: history
SELECT
    c.id, c.state, c.channel, coalesce(t.subject, ''), c.created_at, c.resolved_at, c.owner,
    c.tier, c.disposition, c.escalations, c.queue
FROM cases AS c
LEFT JOIN case_texts AS t ON t.case_id = c.id
WHERE c.customer_id = $1
ORDER BY c.state IN ('resolved', 'closed'), c.id DESC
LIMIT 100;

-- name: customers_named
SELECT id FROM customers
WHERE lower(name) LIKE $1
ORDER BY lower(name), id LIMIT $2;

-- name: customers_at
SELECT customer_id FROM contact_points
WHERE value LIKE $1 GROUP BY customer_id ORDER BY min(value), customer_id LIMIT $2;

-- name: customers_like
SELECT id FROM customers
WHERE ({name} OR {preferred_name} OR {organisation})
ORDER BY id LIMIT $2;

-- name: held_mail
SELECT row_to_json(h), row_to_json(m) FROM held_mail AS h
JOIN messages AS m ON m.held_id = h.id
WHERE h.placed_as IS NULL
ORDER BY h.at, h.id;

-- name: undoable
SELECT c.command_id, c.kind, c.actor, c.at, c.cases, c.undoable_until, c.label, c.result,
    c.group_id
FROM commands AS c
WHERE c.actor = $1
  AND c.undoable_until >= $2
  AND NOT EXISTS (SELECT 1 FROM undone AS u WHERE u.command = c.command_id)
ORDER BY c.last_seq DESC
LIMIT 1000;

-- name: commands_of
SELECT command_id, kind, actor, at, cases, undoable_until, label, result, group_id
FROM commands WHERE group_id = $1 ORDER BY last_seq DESC, at DESC;

-- name: last_undone
SELECT c.command_id, c.kind, c.actor, c.at, c.cases, c.undoable_until, c.label, c.result,
    c.group_id
FROM commands AS c
JOIN undone AS u ON u.command = c.command_id AND u.undone
WHERE c.actor = $1 AND c.undoable_until IS NOT NULL AND c.kind <> 'redo'
ORDER BY u.at DESC, c.last_seq LIMIT 1;

-- name: entries
SELECT seq, kind, v, body, at, recorded_at, actor, command
FROM events WHERE seq > $1 ORDER BY seq LIMIT $2;

-- name: entries_of_case
SELECT seq, kind, v, body, at, recorded_at, actor, command
FROM events WHERE case_id = $3 AND seq > $1 ORDER BY seq LIMIT $2;

-- name: streams
SELECT seq, kind, v, body, at, recorded_at, actor, command
FROM events WHERE case_id = ANY ($1::bigint[]) ORDER BY case_id, seq;

-- name: last_seq
SELECT seq FROM log_head;

-- name: setup
SELECT version, body FROM setups ORDER BY version DESC LIMIT 1;

-- name: setup_version
SELECT coalesce(max(version), 0) FROM setups;

-- name: blob
SELECT data FROM blobs WHERE sha256 = $1 ORDER BY piece;

-- name: drafts
SELECT agent, case_id, kind, body, "to", seen_message, at FROM drafts
WHERE agent = $1 AND kind <> 'files' ORDER BY at DESC;

-- name: drafts_in
SELECT agent, case_id, kind, body, "to", seen_message, at FROM drafts
WHERE case_id = ANY ($1::bigint[]) ORDER BY case_id, agent, kind;

-- name: drafts_before
SELECT agent, case_id, kind, body, "to", seen_message, at FROM drafts
WHERE at < $1 ORDER BY at, case_id, agent, kind;

-- name: draft
SELECT agent, case_id, kind, body, "to", seen_message, at FROM drafts
WHERE agent = $1 AND case_id = $2 AND kind = $3;

-- name: save_draft
INSERT INTO drafts (agent, case_id, kind, body, "to", seen_message, at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (agent, case_id, kind) DO UPDATE
SET body = excluded.body, "to" = excluded."to", seen_message = excluded.seen_message,
    at = excluded.at;

-- name: drop_draft
DELETE FROM drafts WHERE agent = $1 AND case_id = $2 AND kind = $3;

-- name: here
INSERT INTO doing (agent, case_id, what, at) VALUES ($1, $2, $3, $4)
ON CONFLICT (agent) DO UPDATE
SET case_id = excluded.case_id, what = excluded.what, at = excluded.at;

-- name: gone
DELETE FROM doing WHERE agent = $1;

-- name: doing
-- Whoever has not written for a while is only reading.
SELECT agent, case_id, CASE WHEN at >= $1::bigint THEN what ELSE 'looking' END, at FROM doing
WHERE at >= $2::bigint
ORDER BY agent;

-- name: seen
INSERT INTO seen (case_id, agent, at) VALUES ($1, $2, $3)
ON CONFLICT (case_id, agent) DO UPDATE SET at = greatest(seen.at, excluded.at);

-- name: beat
INSERT INTO beats (agent, at) VALUES ($1, $2) ON CONFLICT (agent) DO UPDATE SET at = excluded.at;

-- name: beats
SELECT agent, at FROM beats;

-- name: desk_open
INSERT INTO desks (agent, desk, at) VALUES ($1, $2, $3)
ON CONFLICT (agent, desk) DO UPDATE SET at = excluded.at;

-- name: desk_closed
DELETE FROM desks WHERE agent = $1 AND (desk = $2 OR at < $3);

-- name: desks
SELECT count(*) FROM desks WHERE agent = $1 AND at >= $2;

-- name: organisations
SELECT id, name, domains, level FROM organisations ORDER BY name, id;

-- name: called_elsewhere
SELECT reference FROM case_references WHERE case_id = $1 AND source <> 'awaited mail'
ORDER BY source LIMIT 1;
