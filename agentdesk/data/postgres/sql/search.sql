-- Searching everything: what the walk of agentdesk/data/searching.py asks for.

-- name: newest
-- The newest of some that stand below a place, word by word looked at, and how many that were.
SELECT place FROM (
    SELECT place, words FROM search_places
    WHERE place < $2 AND place >= $3
    ORDER BY place DESC LIMIT $4
) AS x
WHERE words @@ $1::text::tsquery
LIMIT $5;

-- name: below
-- What stands below so many, if anything does.
SELECT place FROM search_places WHERE place < $1 AND place >= $2
ORDER BY place DESC OFFSET $3 LIMIT 1;

-- name: dated
WITH hits AS MATERIALIZED (
    SELECT place FROM search_places
    WHERE words @@ $1::text::tsquery AND place < 1125899906842624
)
SELECT place FROM hits WHERE place < $2 AND place >= $3 ORDER BY place DESC LIMIT $4;

-- name: undated
WITH hits AS MATERIALIZED (
    SELECT place FROM search_places
    WHERE words @@ $1::text::tsquery AND place >= 1125899906842624
)
SELECT place FROM hits WHERE place < $2 AND place >= $3 ORDER BY place DESC LIMIT $4;

-- name: all_places
SELECT place FROM search_places WHERE place < $1 AND place >= $2 ORDER BY place DESC LIMIT $3;

-- name: messages
SELECT s.place, m.id, m.at, m.customer_id, m.recalled, m.from_name, m.from_address, c.state,
    c.wake_at, c.customer_id, t.subject, coalesce(nullif(p.preferred_name, ''), p.name),
    m.case_id, m.direction, m.author, m.from_name, m.from_address, m."to", m.cc, m.subject,
    m.body, m.fields
FROM search_places AS s
JOIN messages AS m ON m.id = s.num
LEFT JOIN cases AS c ON c.id = m.case_id
LEFT JOIN case_texts AS t ON t.case_id = m.case_id
LEFT JOIN customers AS p ON p.id = coalesce(c.customer_id, m.customer_id)
WHERE s.place = ANY ($1::bigint[]) AND s.source = 1;

-- name: cases
SELECT s.place, c.id, c.created_at, c.state, c.wake_at, c.customer_id,
    coalesce(nullif(p.preferred_name, ''), p.name), t.case_id, t.subject, t.summary
FROM search_places AS s
JOIN case_texts AS t ON t.case_id = s.num
JOIN cases AS c ON c.id = t.case_id
LEFT JOIN customers AS p ON p.id = c.customer_id
WHERE s.place = ANY ($1::bigint[]) AND s.source = 2;

-- name: answers
SELECT s.place, a.id, a.name, a.shortcut, a.body, a.tags
FROM search_places AS s
JOIN answers AS a ON a.id = s.ref
WHERE s.place = ANY ($1::bigint[]) AND s.source = 3;

-- name: customers
SELECT s.place, p.id, p.name, p.organisation, p.preferred_name,
    ARRAY(SELECT x.value FROM contact_points AS x WHERE x.customer_id = p.id ORDER BY x.kind, x.value)
FROM search_places AS s
JOIN customers AS p ON p.id = s.owner
WHERE s.place = ANY ($1::bigint[]) AND s.source IN (4, 5);
