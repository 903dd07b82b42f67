-- Incidents, complaints, what the customer pane shows besides, organisations.

-- name: incident_lines
SELECT
    i.case_id, coalesce(x.title, t.subject, ''), c.queue, c.priority, c.state, i.declared_at,
    i.answered_at, i.ended_at,
    (SELECT count(*) FROM cases AS k WHERE k.incident = i.case_id),
    (SELECT count(DISTINCT k.customer_id) FROM cases AS k WHERE k.incident = i.case_id)
FROM incidents AS i
JOIN cases AS c ON c.id = i.case_id
LEFT JOIN incident_texts AS x ON x.case_id = i.case_id
LEFT JOIN case_texts AS t ON t.case_id = i.case_id
WHERE i.case_id = ANY ($1::bigint[])
ORDER BY i.declared_at DESC, i.case_id DESC;

-- name: open_incidents
SELECT case_id FROM incidents WHERE ended_at IS NULL
ORDER BY declared_at DESC, case_id DESC LIMIT 50;

-- name: incident_answer
SELECT answer FROM incident_texts WHERE case_id = $1;

-- name: linked_cases
SELECT
    c.id, c.version, c.state, c.owner, c.channel,
    coalesce(nullif(p.preferred_name, ''), p.name, '') AS customer,
    coalesce(t.subject, '') AS subject,
    c.last_message_id, c.replied_at, c.language
FROM cases AS c
LEFT JOIN case_texts AS t ON t.case_id = c.id
LEFT JOIN customers AS p ON p.id = c.customer_id
WHERE c.incident = $1
ORDER BY c.id
LIMIT 5000;

-- name: complaints
SELECT row_to_json(r), coalesce(x.remedy, ''), coalesce(x.response, ''), coalesce(x.external, ''),
    coalesce(t.subject, ''), coalesce(nullif(p.preferred_name, ''), p.name, ''), c.owner
FROM complaints AS r
JOIN cases AS c ON c.id = r.case_id
LEFT JOIN complaint_texts AS x ON x.case_id = c.id
LEFT JOIN case_texts AS t ON t.case_id = c.id
LEFT JOIN customers AS p ON p.id = c.customer_id
WHERE NOT $1 OR r.closed_at IS NULL
ORDER BY r.opened_at DESC, r.case_id DESC
LIMIT $2;

-- name: care_of_case
SELECT 'incident', to_json(i.case_id) FROM cases AS c
    JOIN incidents AS i ON i.case_id = coalesce(c.incident, c.id) WHERE c.id = $1
UNION ALL SELECT 'complaint', row_to_json(r) FROM complaints AS r WHERE r.case_id = $1
UNION ALL SELECT 'words', row_to_json(x) FROM complaint_texts AS x WHERE x.case_id = $1
UNION ALL SELECT 'who', json_build_array(
        coalesce(t.subject, ''), coalesce(nullif(p.preferred_name, ''), p.name, ''), c.owner)
    FROM complaints AS r
    JOIN cases AS c ON c.id = r.case_id
    LEFT JOIN case_texts AS t ON t.case_id = c.id
    LEFT JOIN customers AS p ON p.id = c.customer_id
    WHERE r.case_id = $1
UNION ALL SELECT 'goodwill', row_to_json(g) FROM goodwill AS g WHERE g.case_id = $1;

-- name: followed
WITH RECURSIVE f (id, hops) AS (
    SELECT $1::text COLLATE "C", 0
    UNION ALL
    SELECT m."into", f.hops + 1 FROM f JOIN merged_customers AS m ON m.id = f.id WHERE f.hops < 20
)
SELECT id FROM f ORDER BY hops DESC LIMIT 1;

-- name: care_of_customer
WITH RECURSIVE others (id, at, hops) AS (
    SELECT id, at, 1 FROM merged_customers WHERE "into" = $1
    UNION ALL
    SELECT m.id, m.at, o.hops + 1 FROM others AS o JOIN merged_customers AS m ON m."into" = o.id
    WHERE o.hops < 20
)
SELECT 'open', row_to_json(o) FROM (
    SELECT c.id, coalesce(t.subject, '') AS subject, c.state, c.type, c.channel, c.priority,
        c.queue, c.tier, c.owner, c.due_at, c.due_kind, c.wrote_at, c.wake_at, c.created_at,
        c.version
    FROM cases AS c
    LEFT JOIN case_texts AS t ON t.case_id = c.id
    WHERE c.customer_id = $1
      AND c.state IN ('new', 'open', 'waiting_customer', 'waiting_third_party')
    ORDER BY c.due_at NULLS LAST, c.id LIMIT 100) AS o
UNION ALL SELECT 'clock', row_to_json(k) FROM cases AS c
    JOIN clocks AS k ON k.case_id = c.id
    WHERE c.customer_id = $1
      AND c.state IN ('new', 'open', 'waiting_customer', 'waiting_third_party')
UNION ALL SELECT 'incident', to_json(i.case_id) FROM incidents AS i
    WHERE i.ended_at IS NULL
      AND i.case_id IN (SELECT c.incident FROM cases AS c WHERE c.customer_id = $1)
UNION ALL SELECT 'interaction', row_to_json(n) FROM (
    SELECT m.at, m.channel, m.direction, m.case_id, m.id,
        coalesce(nullif(m.subject, ''), t.subject, '') AS subject,
        coalesce(nullif(m.author, ''), m.fields::json->>'logged_by', '') AS author,
        c.state, c.disposition, coalesce(m.fields::json->>'outcome', '') AS outcome,
        coalesce((m.fields::json->>'duration_ms')::bigint, 0) AS duration_ms
    FROM (SELECT id, state, disposition FROM cases
          WHERE customer_id = $1 ORDER BY id DESC LIMIT 100) AS c
    JOIN messages AS m ON m.case_id = c.id
    LEFT JOIN case_texts AS t ON t.case_id = c.id
    WHERE m.direction IN ('in', 'out') AND m.purpose = 'message' AND NOT m.recalled
    ORDER BY m.at DESC, m.id DESC LIMIT 20) AS n
UNION ALL SELECT 'survey', row_to_json(s) FROM (
    SELECT s.* FROM cases AS c JOIN surveys AS s ON s.case_id = c.id
    WHERE c.customer_id = $1 ORDER BY s.at DESC, s.case_id DESC LIMIT 10) AS s
UNION ALL SELECT 'tally', json_build_array(coalesce(sum(c.reopens), 0), count(x.case_id))
    FROM cases AS c LEFT JOIN complaints AS x ON x.case_id = c.id WHERE c.customer_id = $1
UNION ALL SELECT 'consent', row_to_json(k) FROM consents AS k WHERE k.customer_id = $1
UNION ALL SELECT 'merged', json_build_array(o.at, row_to_json(p)) FROM others AS o
    JOIN customers AS p ON p.id = o.id;

-- name: open_of
SELECT 'open', row_to_json(o) FROM (
    SELECT c.id, coalesce(t.subject, '') AS subject, c.state, c.type, c.channel, c.priority,
        c.queue, c.tier, c.owner, c.due_at, c.due_kind, c.wrote_at, c.wake_at, c.created_at,
        c.version
    FROM cases AS c
    LEFT JOIN case_texts AS t ON t.case_id = c.id
    WHERE c.customer_id = $1
      AND c.state IN ('new', 'open', 'waiting_customer', 'waiting_third_party')
    ORDER BY c.due_at NULLS LAST, c.id LIMIT 100) AS o
UNION ALL SELECT 'clock', row_to_json(k) FROM cases AS c
    JOIN clocks AS k ON k.case_id = c.id
    WHERE c.customer_id = $1
      AND c.state IN ('new', 'open', 'waiting_customer', 'waiting_third_party');

-- name: organisation
SELECT p.id, coalesce(nullif(p.preferred_name, ''), p.name),
    (SELECT max(m.at) FROM cases AS c JOIN messages AS m ON m.case_id = c.id
     WHERE c.customer_id = p.id AND m.direction IN ('in', 'out') AND NOT m.recalled)
FROM customers AS p
WHERE lower(p.organisation) = lower($1) AND p.organisation <> ''
  AND NOT EXISTS (SELECT 1 FROM merged_customers AS m WHERE m.id = p.id)
ORDER BY p.id
LIMIT 50;
