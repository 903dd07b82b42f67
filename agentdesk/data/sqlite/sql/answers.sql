-- How often answers were used. A message counts unless its command was taken back.

-- name: uses
SELECT used.value, count(*) FROM answer_uses AS u,
    json_each('["' || replace(u.answers, ',', '","') || '"]') AS used
WHERE NOT EXISTS (SELECT 1 FROM undone WHERE undone.command = u.command AND undone.undone)
GROUP BY used.value;

-- name: resolves
-- In how many cases that stand resolved an answer was sent.
SELECT used.value, count(DISTINCT u.case_id) FROM answer_uses AS u
JOIN cases AS c ON c.id = u.case_id AND c.disposition IS NOT NULL AND c.merged_into IS NULL,
    json_each('["' || replace(u.answers, ',', '","') || '"]') AS used
WHERE NOT EXISTS (SELECT 1 FROM undone WHERE undone.command = u.command AND undone.undone)
GROUP BY used.value;

-- name: used_in
SELECT u.case_id, u.message_id, coalesce(m.at, 0), coalesce(m.author, ''), coalesce(t.subject, ''),
    coalesce(c.state, 'closed'), coalesce(c.disposition IS NOT NULL AND c.merged_into IS NULL, 0)
FROM answer_uses AS u
LEFT JOIN messages AS m ON m.id = u.message_id
LEFT JOIN cases AS c ON c.id = u.case_id
LEFT JOIN case_texts AS t ON t.case_id = u.case_id
WHERE instr(',' || u.answers || ',', ',' || ? || ',')
    AND NOT EXISTS (SELECT 1 FROM undone WHERE undone.command = u.command AND undone.undone)
ORDER BY u.message_id DESC
LIMIT ?;

-- name: wants
SELECT w.message_id, w.case_id, w.command, w.answer, w."by", w.at, coalesce(m.body, ''),
    coalesce(a.name, '')
FROM answer_wants AS w
LEFT JOIN messages AS m ON m.id = w.message_id
LEFT JOIN answers AS a ON a.id = w.answer
WHERE NOT EXISTS (SELECT 1 FROM undone WHERE undone.command = w.command AND undone.undone)
ORDER BY w.at, w.message_id
LIMIT 500;

-- name: learned
-- A case's words count while it stands resolved; what was taught in bulk always does.
SELECT l.id, l.answer_id, l.customer_id, l.case_id, l.language, l.text, l.at
FROM learned_texts AS l
LEFT JOIN cases AS c ON c.id = l.case_id
WHERE l.id > ? AND (l.case_id = 0 OR (c.disposition IS NOT NULL AND c.merged_into IS NULL))
ORDER BY l.id
LIMIT ?;

-- name: learned_in
SELECT l.id, l.answer_id, l.customer_id, l.case_id, l.language, l.text, l.at
FROM learned_texts AS l
JOIN cases AS c ON c.id = l.case_id
WHERE l.case_id IN (SELECT value FROM json_each(?)) AND c.disposition IS NOT NULL AND c.merged_into IS NULL
ORDER BY l.id;

-- name: learned_known
SELECT id FROM learned_texts WHERE id IN (SELECT value FROM json_each(?));

-- name: knowledge
-- Moves when texts were taught in bulk, or an answer was written, changed or taken out.
SELECT (SELECT coalesce(max(at), 0) FROM learned_texts WHERE case_id = 0),
    count(*), coalesce(max(updated_at), 0), coalesce(sum(version), 0) FROM answers;

-- name: taught
SELECT id, answer_id, customer_id, case_id, language, text, at FROM learned_texts
WHERE case_id = 0 AND at >= ? ORDER BY at, id;
