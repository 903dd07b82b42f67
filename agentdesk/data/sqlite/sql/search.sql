-- Searching everything: what the walk of agentdesk/data/searching.py asks for.

-- name: places
SELECT rowid FROM search_index
WHERE search_index MATCH ? AND rowid < ? AND rowid >= ?
ORDER BY rowid DESC LIMIT ?;

-- name: all_places
SELECT place FROM search_places WHERE place < ? AND place >= ? ORDER BY place DESC LIMIT ?;

-- name: begun
SELECT word FROM search_words WHERE word >= ? AND word < ? LIMIT ?;

-- name: messages
SELECT s.place, m.id, m.at, m.customer_id, m.recalled, m.from_name, m.from_address, c.state,
    c.wake_at, c.customer_id, t.subject, coalesce(nullif(p.preferred_name, ''), p.name),
    m.case_id, m.direction, m.author, m.from_name, m.from_address, m."to", m.cc, m.subject,
    m.body, m.fields
FROM json_each(?) AS j
CROSS JOIN search_places AS s ON s.place = j.value AND s.source = 1
CROSS JOIN messages AS m ON m.id = s.num
LEFT JOIN cases AS c ON c.id = m.case_id
LEFT JOIN case_texts AS t ON t.case_id = m.case_id
LEFT JOIN customers AS p ON p.id = coalesce(c.customer_id, m.customer_id);

-- name: cases
SELECT s.place, c.id, c.created_at, c.state, c.wake_at, c.customer_id,
    coalesce(nullif(p.preferred_name, ''), p.name), t.case_id, t.subject, t.summary
FROM json_each(?) AS j
CROSS JOIN search_places AS s ON s.place = j.value AND s.source = 2
CROSS JOIN case_texts AS t ON t.case_id = s.num
CROSS JOIN cases AS c ON c.id = t.case_id
LEFT JOIN customers AS p ON p.id = c.customer_id;

-- name: answers
SELECT s.place, a.id, a.name, a.shortcut, a.body, a.tags
FROM json_each(?) AS j
CROSS JOIN search_places AS s ON s.place = j.value AND s.source = 3
CROSS JOIN answers AS a ON a.id = s.ref;

-- name: customers
SELECT s.place, p.id, p.name, p.organisation, p.preferred_name, (
    SELECT json_group_array(value) FROM (
        SELECT value FROM contact_points AS x WHERE x.customer_id = p.id ORDER BY kind, value
    )
)
FROM json_each(?) AS j
CROSS JOIN search_places AS s ON s.place = j.value AND s.source IN (4, 5)
CROSS JOIN customers AS p ON p.id = s.owner;
