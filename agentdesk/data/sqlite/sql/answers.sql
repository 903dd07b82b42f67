-- How often answers were used. A message counts unless its command was taken back.

-- name: uses
SELECT used.value, count(*) FROM answer_uses AS u,
    json_each('["' || replace(u.answers, ',', '","') || '"]') AS used
WHERE NOT EXISTS (SELECT 1 FROM undone WHERE undone.command = u.command AND undone.undone)
GROUP BY used.value;

-- name: wants
SELECT w.message_id, w.case_id, w.command, w.answer, w."by", w.at, coalesce(m.body, ''),
    coalesce(a.name, '')
FROM answer_wants AS w
LEFT JOIN messages AS m ON m.id = w.message_id
LEFT JOIN answers AS a ON a.id = w.answer
WHERE NOT EXISTS (SELECT 1 FROM undone WHERE undone.command = w.command AND undone.undone)
ORDER BY w.at, w.message_id
LIMIT 500;
