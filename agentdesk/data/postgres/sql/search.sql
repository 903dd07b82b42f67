-- Searching everything: what the walk of agentdesk/data/searching.py asks for.

-- What is looked for stands in a SELECT of its own: it is read once then, not for every text.

-- name: newest
-- The newest of some that stand below a place, each looked at.
SELECT place FROM (
    SELECT place, words FROM search_places
    WHERE place < $2 AND place >= $3
    ORDER BY place DESC LIMIT $4
) AS x
WHERE words @@ (SELECT $1::text::tsquery)
LIMIT $5;

-- name: span
-- The newest place below one, and the one so many further down, if there are so many.
SELECT
    (SELECT place FROM search_places WHERE place < $1 AND place >= $2 ORDER BY place DESC LIMIT 1),
    (SELECT place FROM search_places WHERE place < $1 AND place >= $2
     ORDER BY place DESC OFFSET $3 LIMIT 1);

-- name: shares
-- In how many of the newest below a place each of some stands.
SELECT (
    SELECT count(*) FROM (
        SELECT words FROM search_places
        WHERE place < $2 AND place >= $3
        ORDER BY place DESC LIMIT $4
    ) AS x
    WHERE words @@ q.one
)
FROM unnest($1::text[]::tsquery[]) WITH ORDINALITY AS q (one, n) ORDER BY n;

-- name: dated_among
-- Both indexes are read, and only what stands in both is fetched. The words' index must not have a
-- condition on the place: it would not be joined with what implies it. What it is not asked for comes
-- behind an OR, which no index answers.
WITH hits AS MATERIALIZED (
    SELECT place FROM search_places
    WHERE words @@ (SELECT $1::text::tsquery) AND source <= 2 AND place < $3 AND place >= $4
        AND ($2::text IS NULL OR words @@ (SELECT $2::text::tsquery))
)
SELECT place FROM hits ORDER BY place DESC LIMIT $5;

-- name: dated_all
WITH hits AS MATERIALIZED (
    SELECT place FROM search_places
    WHERE words @@ (SELECT $1::text::tsquery) AND source <= 2
        AND ($2::text IS NULL OR words @@ (SELECT $2::text::tsquery))
)
SELECT place FROM hits WHERE place < $3 AND place >= $4 ORDER BY place DESC LIMIT $5;

-- name: undated
WITH hits AS MATERIALIZED (
    SELECT place FROM search_places
    WHERE words @@ (SELECT $1::text::tsquery) AND source > 2
        AND ($2::text IS NULL OR words @@ (SELECT $2::text::tsquery))
)
SELECT place FROM hits WHERE place < $3 AND place >= $4 ORDER BY place DESC LIMIT $5;

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
