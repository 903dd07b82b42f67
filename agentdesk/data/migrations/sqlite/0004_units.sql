-- Which of an agent's capacity units calls and chats take, and which a wrap-up keeps.

ALTER TABLE loads ADD COLUMN live INTEGER NOT NULL DEFAULT 0;
ALTER TABLE agents ADD COLUMN kept INTEGER NOT NULL DEFAULT 0;

UPDATE loads SET live = (
    SELECT coalesce(sum(c.units), 0) FROM cases AS c
    WHERE c.owner = loads.agent AND c.channel IN ('call', 'chat')
      AND c.state IN ('new', 'open') AND c.wake_at IS NULL
);
