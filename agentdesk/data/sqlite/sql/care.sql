-- Incidents, complaints, what the customer pane shows besides, organisations. Lists of ids are JSON.

-- name: incident_lines
SELECT
    i.case_id, coalesce(x.title, t.subject, ''), c.queue, c.priority, c.state, i.declared_at,
    i.answered_at, i.ended_at,
    (SELECT count(*) FROM cases AS k WHERE k.incident = i.case_id),
    (SELECT count(DISTINCT k.customer_id) FROM cases AS k WHERE k.incident = i.case_id)
FROM json_each(:ids) AS wanted
CROSS JOIN incidents AS i ON i.case_id = wanted.value
JOIN cases AS c ON c.id = i.case_id
LEFT JOIN incident_texts AS x ON x.case_id = i.case_id
LEFT JOIN case_texts AS t ON t.case_id = i.case_id
ORDER BY i.declared_at DESC, i.case_id DESC;

-- name: open_incidents
SELECT case_id FROM incidents WHERE ended_at IS NULL
ORDER BY declared_at DESC, case_id DESC LIMIT 50;

-- name: incident_answer
SELECT answer FROM incident_texts WHERE case_id = ?;

-- name: linked_cases
SELECT
    c.id, c.version, c.state, c.owner, c.channel,
    coalesce(nullif(p.preferred_name, ''), p.name, '') AS customer,
    coalesce(t.subject, '') AS subject,
    c.last_message_id, c.replied_at, c.language
FROM cases AS c
LEFT JOIN case_texts AS t ON t.case_id = c.id
LEFT JOIN customers AS p ON p.id = c.customer_id
WHERE c.incident = ?
ORDER BY c.id
LIMIT 5000;

-- name: complaint_words
SELECT
    coalesce(x.remedy, ''), coalesce(x.response, ''), coalesce(x.external, ''),
    coalesce(t.subject, ''), coalesce(nullif(p.preferred_name, ''), p.name, ''), c.owner
FROM cases AS c
LEFT JOIN complaint_texts AS x ON x.case_id = c.id
LEFT JOIN case_texts AS t ON t.case_id = c.id
LEFT JOIN customers AS p ON p.id = c.customer_id
WHERE c.id = ?;

-- name: open_cases
SELECT
    c.id, coalesce(t.subject, ''), c.state, c.type, c.channel, c.priority, c.queue, c.tier,
    c.owner, c.due_at, c.due_kind, c.wrote_at, c.wake_at, c.created_at, c.version
FROM cases AS c
LEFT JOIN case_texts AS t ON t.case_id = c.id
WHERE c.customer_id = ?
  AND c.state IN ('new', 'open', 'waiting_customer', 'waiting_third_party')
ORDER BY c.due_at IS NULL, c.due_at, c.id
LIMIT 100;

-- name: incidents_of
SELECT DISTINCT c.incident FROM cases AS c
JOIN incidents AS i ON i.case_id = c.incident
WHERE c.customer_id = ? AND i.ended_at IS NULL;

-- name: interactions
SELECT
    m.at, m.channel, m.direction, m.case_id, m.id, coalesce(nullif(m.subject, ''), t.subject, ''),
    coalesce(nullif(m.author, ''), json_extract(m.fields, '$.logged_by'), ''),
    newest.state, newest.disposition,
    coalesce(json_extract(m.fields, '$.outcome'), ''),
    coalesce(CAST(json_extract(m.fields, '$.duration_ms') AS INTEGER), 0)
FROM (
    SELECT id, state, disposition FROM cases WHERE customer_id = ? ORDER BY id DESC LIMIT 100
) AS newest
CROSS JOIN messages AS m ON m.case_id = newest.id
LEFT JOIN case_texts AS t ON t.case_id = newest.id
WHERE m.direction IN ('in', 'out') AND m.purpose = 'message' AND m.recalled = 0
ORDER BY m.at DESC, m.id DESC
LIMIT 20;

-- name: surveys_of
SELECT {survey} FROM cases AS c
CROSS JOIN surveys AS s ON s.case_id = c.id
WHERE c.customer_id = ?
ORDER BY s.at DESC, s.case_id DESC
LIMIT 10;

-- name: tallies_of
SELECT coalesce(sum(c.reopens), 0), count(x.case_id) FROM cases AS c
LEFT JOIN complaints AS x ON x.case_id = c.id
WHERE c.customer_id = ?;

-- name: last_contact
SELECT max(m.at) FROM cases AS c
CROSS JOIN messages AS m ON m.case_id = c.id
WHERE c.customer_id = ? AND m.direction IN ('in', 'out') AND m.recalled = 0;

-- name: others_of
WITH RECURSIVE o (id, at, hops) AS (
    SELECT id, at, 1 FROM merged_customers WHERE "into" = ?
    UNION ALL
    SELECT m.id, m.at, o.hops + 1 FROM o JOIN merged_customers AS m ON m."into" = o.id
    WHERE o.hops < 20
)
SELECT {customer} FROM o JOIN customers AS p ON p.id = o.id ORDER BY o.at, o.id;

-- name: organisation
SELECT p.id, coalesce(nullif(p.preferred_name, ''), p.name) FROM customers AS p
WHERE p.organisation = ? COLLATE NOCASE AND p.organisation <> ''
  AND NOT EXISTS (SELECT 1 FROM merged_customers AS m WHERE m.id = p.id)
ORDER BY p.id
LIMIT 50;
