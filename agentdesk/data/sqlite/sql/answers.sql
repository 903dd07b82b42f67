-- How often answers were used. A message counts unless its command was taken back.

-- name: uses
SELECT used.value, count(*) FROM answer_uses AS u,
    json_each('["' || replace(u.answers, ',', '","') || '"]') AS used
WHERE NOT EXISTS (SELECT 1 FROM undone WHERE undone.command = u.command AND undone.undone)
GROUP BY used.value;
