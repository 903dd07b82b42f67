-- Taking the next case in turns.

-- Whoever takes the next case first takes a turn: with hundreds at it at once, each would step over
-- the cases that all the others hold. Few at a time keep a server busy; the others wait in a row,
-- in order, and hold nothing meanwhile.
CREATE TABLE turn_1 (one boolean);
CREATE TABLE turn_2 (one boolean);
CREATE TABLE turn_3 (one boolean);
CREATE TABLE turn_4 (one boolean);

-- Wait for a turn, kept until the end of the unit. It is a courtesy, no lock: whoever waits too
-- long behind a stopped process goes on without.
CREATE FUNCTION take_turn() RETURNS void LANGUAGE plpgsql SET lock_timeout = '3s' AS $$
BEGIN
    CASE pg_backend_pid() % 4
        WHEN 0 THEN LOCK TABLE turn_1 IN EXCLUSIVE MODE;
        WHEN 1 THEN LOCK TABLE turn_2 IN EXCLUSIVE MODE;
        WHEN 2 THEN LOCK TABLE turn_3 IN EXCLUSIVE MODE;
        ELSE LOCK TABLE turn_4 IN EXCLUSIVE MODE;
    END CASE;
EXCEPTION WHEN lock_not_available THEN
    NULL;
END $$;

-- unit_load for somebody's next case. The lanes to look in were chosen from those known to wait
-- ("known") under a set-up ("setup"); if these are not all of them any more, "stale" is answered
-- with the set-up and the lanes of now, and nothing is locked.
CREATE FUNCTION unit_next(q jsonb) RETURNS TABLE (t text, r json) LANGUAGE plpgsql VOLATILE
SECURITY DEFINER SET search_path = agentdesk, pg_temp AS $$
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
    RETURN QUERY SELECT l.t, l.r FROM unit_load(q) AS l;
END $$;

REVOKE ALL ON FUNCTION take_turn(), unit_next(jsonb) FROM PUBLIC;
DO $$
DECLARE
    who regrole;
BEGIN
    -- Whoever was granted the others (agentdesk/data/postgres/grant.py).
    FOR who IN SELECT a.grantee FROM pg_proc AS f, aclexplode(f.proacl) AS a
        WHERE f.oid = 'unit_load(jsonb)'::regprocedure AND a.grantee NOT IN (0, f.proowner)
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION unit_next(jsonb) TO %s', who);
    END LOOP;
END $$;
