-- How often answers were used. A message counts unless its command was taken back.

-- name: uses
SELECT used.id, count(*) FROM answer_uses AS u, unnest(string_to_array(u.answers, ',')) AS used(id)
WHERE NOT EXISTS (SELECT 1 FROM undone WHERE undone.command = u.command AND undone.undone)
GROUP BY used.id;

-- name: wants
SELECT w.message_id, w.case_id, w.command, w.answer, w."by", w.at, coalesce(m.body, ''),
    coalesce(a.name, '')
FROM answer_wants AS w
LEFT JOIN messages AS m ON m.id = w.message_id
LEFT JOIN answers AS a ON a.id = w.answer
WHERE NOT EXISTS (SELECT 1 FROM undone WHERE undone.command = w.command AND undone.undone)
ORDER BY w.at, w.message_id
LIMIT 500;
