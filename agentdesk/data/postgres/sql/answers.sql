-- How often answers were used. A message counts unless its command was taken back.

-- name: uses
SELECT used.id, count(*) FROM answer_uses AS u, unnest(string_to_array(u.answers, ',')) AS used(id)
WHERE NOT EXISTS (SELECT 1 FROM undone WHERE undone.command = u.command AND undone.undone)
GROUP BY used.id;
