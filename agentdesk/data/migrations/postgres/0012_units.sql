-- Which of an agent's capacity units calls and chats take, and which a wrap-up keeps; and taking
-- the next case that somebody has room for.

ALTER TABLE loads ADD COLUMN live bigint NOT NULL DEFAULT 0;
ALTER TABLE agents ADD COLUMN kept bigint NOT NULL DEFAULT 0;

UPDATE loads SET live = (
    SELECT coalesce(sum(c.units), 0) FROM cases AS c
    WHERE c.owner = loads.agent AND c.channel IN ('call', 'chat')
      AND c.state IN ('new', 'open') AND c.wake_at IS NULL
);

CREATE OR REPLACE VIEW agentdesk_board.loads AS SELECT * FROM loads;
CREATE OR REPLACE VIEW agentdesk_board.agents AS SELECT * FROM agents;

ALTER FUNCTION apply_rows(jsonb) RENAME TO apply_rows_before_units;
CREATE FUNCTION apply_rows(u jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- What goes away first, as ever; a row is never dropped and put in the same unit.
    PERFORM apply_rows_before_units(u - ARRAY['agents', 'loads', '+loads']);
    IF u ? 'agents' THEN
        INSERT INTO agents
        SELECT * FROM jsonb_populate_recordset(NULL::agents, u->'agents')
        ON CONFLICT (id) DO UPDATE SET (
            state, reason, since, until, kept
        ) = ROW (
            excluded.state, excluded.reason, excluded.since, excluded.until, excluded.kept
        );
    END IF;
    IF u ? 'loads' THEN
        INSERT INTO loads
        SELECT * FROM jsonb_populate_recordset(NULL::loads, u->'loads')
        ON CONFLICT (agent) DO UPDATE SET (
            units, cases, live
        ) = ROW (
            excluded.units, excluded.cases, excluded.live
        );
    END IF;
    IF u ? '+loads' THEN
        INSERT INTO loads SELECT * FROM jsonb_populate_recordset(NULL::loads, u->'+loads')
        ON CONFLICT (agent) DO UPDATE SET
            units = loads.units + excluded.units, cases = loads.cases + excluded.cases,
            live = loads.live + excluded.live;
    END IF;
END $$;

-- Say how many units of each channel somebody has room for. A call counts against calls, chats and
-- wrap-up alone, because written work is parked meanwhile.
CREATE FUNCTION rooms_of(q jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    units bigint;
    live bigint;
    kept bigint;
BEGIN
    SELECT l.units, l.live INTO units, live FROM loads AS l WHERE l.agent = q->>'next_for';
    SELECT a.kept INTO kept FROM agents AS a
        WHERE a.id = q->>'next_for' AND a.state = 'wrap_up';
    RETURN (
        SELECT coalesce(jsonb_object_agg(c, (q->>'capacity')::bigint - coalesce(kept, 0)
            - coalesce(CASE WHEN c = 'call' THEN live ELSE units END, 0)), '{}')
        FROM jsonb_array_elements_text(q->'channels') AS c);
END $$;

-- Lock the next case of some lanes that somebody has room for: what is reserved for them, then the
-- best of all. Cases that others hold are stepped over; if every candidate is held, wait for the
-- best one.
CREATE FUNCTION lock_next(q jsonb) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    rooms jsonb := rooms_of(q);
    found_id bigint;
    best bigint[];
    many integer := 8;
BEGIN
    SELECT c.id INTO found_id FROM cases AS c
        WHERE c.reserved_for = q->>'next_for' AND c.owner IS NULL AND c.wake_at IS NULL
          AND c.state IN ('new', 'open') AND c.units <= (rooms->>c.channel)::bigint
        ORDER BY c.band, c.rank_at, c.waiting_since, c.id
        LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF FOUND THEN
        RETURN found_id;
    END IF;
    FOR attempt IN 1..30 LOOP
        best := ARRAY(
            SELECT c.id FROM jsonb_array_elements_text(q->'lanes') AS l (lane)
            CROSS JOIN LATERAL (
                SELECT x.id, x.band, x.rank_at, x.waiting_since FROM cases AS x
                WHERE x.lane = l.lane AND x.claimable
                  AND x.units <= (rooms->>x.channel)::bigint
                ORDER BY x.band, x.rank_at, x.waiting_since, x.id LIMIT many
            ) AS c
            ORDER BY c.band, c.rank_at, c.waiting_since, c.id LIMIT many);
        IF cardinality(best) = 0 THEN
            RETURN NULL;
        END IF;
        SELECT c.id INTO found_id FROM cases AS c
            WHERE c.id = ANY (best) AND c.claimable
            ORDER BY c.band, c.rank_at, c.waiting_since, c.id
            LIMIT 1 FOR UPDATE SKIP LOCKED;
        IF FOUND THEN
            RETURN found_id;
        END IF;
        IF cardinality(best) < many OR many >= 512 THEN
            SELECT c.id INTO found_id FROM cases AS c
                WHERE c.id = best[1] AND c.claimable FOR UPDATE;
            IF FOUND THEN
                RETURN found_id;
            END IF;
        ELSE
            many := many * 8;
        END IF;
    END LOOP;
    RAISE EXCEPTION 'every case that could be taken is being taken' USING ERRCODE = '40001';
END $$;

-- As before, but what is picked is picked here, by what the person has room for.
CREATE OR REPLACE FUNCTION unit_next(q jsonb) RETURNS TABLE (t text, r json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = agentdesk, pg_temp AS $$
DECLARE
    picked bigint;
    others jsonb := q - 'next_for';
BEGIN
    IF (SELECT coalesce(max(s.version), 0) FROM setups AS s) <> (q->>'setup')::bigint
        OR EXISTS (SELECT 1 FROM lanes AS l
                   WHERE l.bucket = 'waiting' AND l.n > 0 AND NOT q->'known' ? l.lane) THEN
        RETURN QUERY
            SELECT 'stale', to_json(true)
            UNION ALL SELECT 'setup', to_json(coalesce(max(s.version), 0)) FROM setups AS s
            UNION ALL SELECT 'lane', to_json(l.lane) FROM lanes AS l
                WHERE l.bucket = 'waiting' AND l.n > 0;
        RETURN;
    END IF;
    PERFORM take_turn();
    picked := lock_next(q);
    IF picked IS NOT NULL THEN
        others := others || jsonb_build_object(
            'cases', coalesce(q->'cases', '[]') || to_jsonb(picked));
        RETURN QUERY SELECT 'picked', to_json(picked);
    END IF;
    RETURN QUERY SELECT l.t, l.r FROM unit_load(others) AS l;
END $$;

REVOKE ALL ON FUNCTION apply_rows(jsonb), rooms_of(jsonb), lock_next(jsonb) FROM PUBLIC;
