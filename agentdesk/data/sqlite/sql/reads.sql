-- What the screens read. A list of ids or names comes in as JSON.

-- name: queue_rows
SELECT
    c.id, c.band, c.rank_at, c.waiting_since, c.version, c.state, c.priority, c.tier, c.channel,
    c.queue, c.owner, c.due_at, c.due_kind, c.wrote_at,
    c.wrote_at IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM live.seen AS s
        WHERE s.case_id = c.id AND s.at >= c.wrote_at AND (:agent IS NULL OR s.agent = :agent)
    ) AS unread,
    c.wake_at,
    coalesce(nullif(p.preferred_name, ''), p.name, '') AS customer,
    coalesce(t.subject, '') AS subject,
    c.lane, c.reserved_for, c.type, c.language, c.created_at, c.resolved_at, c.handed, c.tags
FROM json_each(:ids) AS wanted
CROSS JOIN cases AS c ON c.id = wanted.value
LEFT JOIN case_texts AS t ON t.case_id = c.id
LEFT JOIN customers AS p ON p.id = c.customer_id;

-- name: lane_all
SELECT band, rank_at, waiting_since, id FROM cases
WHERE lane = ? AND claimable = 1
ORDER BY band, rank_at, waiting_since, id;

-- name: lane_after
SELECT band, rank_at, waiting_since, id FROM cases
WHERE lane = ? AND claimable = 1 AND (band, rank_at, waiting_since, id) > (?, ?, ?, ?)
ORDER BY band, rank_at, waiting_since, id;

-- name: lane_before
SELECT band, rank_at, waiting_since, id FROM cases
WHERE lane = ? AND claimable = 1 AND (band, rank_at, waiting_since, id) < (?, ?, ?, ?)
ORDER BY band DESC, rank_at DESC, waiting_since DESC, id DESC;

-- name: count_after
SELECT count(*) FROM (
    SELECT 1 FROM cases
    WHERE lane = ? AND claimable = 1 AND (band, rank_at, waiting_since, id) > (?, ?, ?, ?)
    LIMIT ?
);

-- name: count_before
SELECT count(*) FROM (
    SELECT 1 FROM cases
    WHERE lane = ? AND claimable = 1 AND (band, rank_at, waiting_since, id) < (?, ?, ?, ?)
    LIMIT ?
);

-- name: count_due
SELECT count(*) FROM (
    SELECT 1 FROM cases
    WHERE lane = ? AND claimable = 1 AND due_at IS NOT NULL AND due_at >= ? AND due_at < ?
    LIMIT ?
);

-- name: reserved
SELECT band, rank_at, waiting_since, id FROM cases
WHERE reserved_for = ? AND owner IS NULL AND wake_at IS NULL AND state IN ('new', 'open')
ORDER BY band, rank_at, waiting_since, id;

-- name: mine
SELECT id FROM cases
WHERE owner = ? AND state IN ('new', 'open', 'waiting_customer', 'waiting_third_party')
ORDER BY wrote_at IS NULL, band, rank_at, waiting_since, id;

-- name: count_mine
SELECT count(*), count(wrote_at), count(wake_at), count(handed) FROM cases
WHERE owner = ? AND state IN ('new', 'open', 'waiting_customer', 'waiting_third_party');

-- name: count_bucket
SELECT coalesce(sum(n), 0) FROM lanes WHERE lane = ? AND bucket = ?;

-- name: count_reserved
SELECT count(*) FROM cases
WHERE reserved_for = ? AND owner IS NULL AND wake_at IS NULL AND state IN ('new', 'open');

-- name: count_held
SELECT count(*) FROM held_mail WHERE placed_as IS NULL;

-- name: list_owner
SELECT id FROM cases WHERE owner = ? AND state = ? ORDER BY id DESC;

-- name: list_queue
SELECT id FROM cases WHERE queue = ? AND state = ? ORDER BY id DESC;

-- name: list_state
SELECT id FROM cases WHERE state = ? ORDER BY id DESC;

-- name: list_owner_queue
SELECT id FROM cases WHERE owner = ? AND state = ? AND queue = ? ORDER BY id DESC;

-- name: list_snoozed
SELECT id FROM cases
WHERE wake_at IS NOT NULL
  AND (:queue IS NULL OR queue = :queue)
  AND (:owner IS NULL OR owner = :owner)
ORDER BY wake_at, id;

-- name: messages_of_case
SELECT {message} FROM messages AS m
LEFT JOIN sends AS s ON s.message_id = m.id
WHERE m.case_id = ?
ORDER BY m.at, m.id;

-- name: parts_of_case
SELECT p.message_id, p.id, p.filename, p.mime, p.size
FROM messages AS m
JOIN parts AS p ON p.message_id = m.id
WHERE m.case_id = ? AND p.kind = 'attachment'
ORDER BY p.message_id, p.id;

-- name: promises_of_case
SELECT {promise}, coalesce(t.text, '') FROM promises AS p
LEFT JOIN promise_texts AS t ON t.promise_id = p.id
WHERE p.case_id = ?
ORDER BY p.due_at, p.id;

-- name: promises_of_customer
-- By their cases, because a case may have been given to another customer since.
SELECT {promise}, coalesce(t.text, '') FROM cases AS c
CROSS JOIN promises AS p ON p.case_id = c.id
LEFT JOIN promise_texts AS t ON t.promise_id = p.id
WHERE c.customer_id = ? AND p.settled_at IS NULL
ORDER BY p.due_at, p.id;

-- name: history
SELECT
    c.id, c.state, c.channel, coalesce(t.subject, ''), c.created_at, c.resolved_at, c.owner,
    c.tier, c.disposition, c.escalations, c.queue
FROM cases AS c
LEFT JOIN case_texts AS t ON t.case_id = c.id
WHERE c.customer_id = ?
ORDER BY c.state IN ('resolved', 'closed'), c.id DESC
LIMIT 100;

-- name: contacts_since
SELECT
    (SELECT count(*) FROM cases AS c CROSS JOIN messages AS m ON m.case_id = c.id
        WHERE c.customer_id = :customer AND m.direction = 'in' AND m.at > :since
          AND m.purpose = 'message')
    + (SELECT count(*) FROM cases AS c
        WHERE c.customer_id = :customer AND c.created_at > :since
          AND NOT EXISTS (
              SELECT 1 FROM messages AS m WHERE m.case_id = c.id AND m.direction = 'in'
          ));

-- name: customers_named
SELECT id FROM customers
WHERE name >= :text COLLATE NOCASE AND name < :end COLLATE NOCASE
ORDER BY name COLLATE NOCASE, id
LIMIT :limit;

-- name: customers_at
SELECT DISTINCT customer_id FROM contact_points
WHERE value >= :text AND value < :end
ORDER BY value
LIMIT :limit;

-- name: customers_like
SELECT id FROM customers
WHERE ({name} OR {preferred_name} OR {organisation})
ORDER BY id
LIMIT :limit;

-- name: customers_at_like
SELECT DISTINCT customer_id FROM contact_points WHERE value LIKE :like ESCAPE '\'
ORDER BY customer_id
LIMIT :limit;

-- name: rulings_of_case
SELECT e.kind, e.v, e.body, e.at FROM events AS e
WHERE e.case_id = ? AND e.kind = 'rule.fired'
  AND NOT EXISTS (SELECT 1 FROM undone AS u WHERE u.command = e.command AND u.undone)
ORDER BY e.seq;

-- name: held_mail
SELECT {held}, {message} FROM held_mail AS h
JOIN messages AS m ON m.held_id = h.id
WHERE h.placed_as IS NULL
ORDER BY h.at, h.id;


-- name: drafts
SELECT agent, case_id, kind, body, "to", seen_message, at FROM drafts
WHERE agent = ? AND kind <> 'files' ORDER BY at DESC;

-- name: drafts_in
SELECT agent, case_id, kind, body, "to", seen_message, at FROM drafts
WHERE case_id IN (SELECT value FROM json_each(?)) ORDER BY case_id, agent, kind;

-- name: drafts_before
SELECT agent, case_id, kind, body, "to", seen_message, at FROM drafts
WHERE at < ? ORDER BY at, case_id, agent, kind;

-- name: draft
SELECT agent, case_id, kind, body, "to", seen_message, at FROM drafts
WHERE agent = ? AND case_id = ? AND kind = ?;

-- name: save_draft
INSERT INTO drafts (agent, case_id, kind, body, "to", seen_message, at)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (agent, case_id, kind) DO UPDATE
SET body = excluded.body, "to" = excluded."to", seen_message = excluded.seen_message,
    at = excluded.at;

-- name: drop_draft
DELETE FROM drafts WHERE agent = ? AND case_id = ? AND kind = ?;

-- name: drop_drafts_of_case
DELETE FROM drafts WHERE case_id IN (SELECT value FROM json_each(?));

-- name: here
INSERT INTO doing (agent, case_id, what, at) VALUES (?, ?, ?, ?)
ON CONFLICT (agent) DO UPDATE
SET case_id = excluded.case_id, what = excluded.what, at = excluded.at;

-- name: gone
DELETE FROM doing WHERE agent = ?;

-- name: doing
-- Whoever has not written for a while is only reading.
SELECT agent, case_id, iif(at >= :typing, what, 'looking'), at FROM doing
WHERE at >= :looking
ORDER BY agent;

-- name: seen
INSERT INTO seen (case_id, agent, at) VALUES (?, ?, ?)
ON CONFLICT (case_id, agent) DO UPDATE SET at = max(at, excluded.at);

-- name: beat
INSERT INTO beats (agent, at) VALUES (?, ?) ON CONFLICT (agent) DO UPDATE SET at = excluded.at;

-- name: beats
SELECT agent, at FROM beats;

-- name: desk_open
INSERT INTO desks (agent, desk, at) VALUES (?, ?, ?)
ON CONFLICT (agent, desk) DO UPDATE SET at = excluded.at;

-- name: desk_closed
DELETE FROM desks WHERE agent = ?1 AND (desk = ?2 OR at < ?3);

-- name: desks
SELECT count(*) FROM desks WHERE agent = ? AND at >= ?;
