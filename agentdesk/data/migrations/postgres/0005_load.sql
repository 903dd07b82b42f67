-- Loading for a unit of work. These run with their owner's rights, because locking a row takes the
-- right to change it, and a person's role has none. Locks are taken in one order everywhere:
-- customers, cases, agents, held mail, ids; and by id within each.

-- The command that is meant: by its id, or the newest of an actor that can be undone, or the
-- one undone last. What was done last is undone first, so of two undone at once the older one.
CREATE FUNCTION find_command(q jsonb) RETURNS text LANGUAGE plpgsql VOLATILE
SET search_path = agentdesk, pg_temp AS $$
BEGIN
    IF q->>'command' IS NOT NULL THEN
        RETURN (SELECT c.command_id FROM commands AS c WHERE c.command_id = q->>'command');
    ELSIF q->>'last_of' IS NOT NULL THEN
        RETURN (
            SELECT c.command_id FROM commands AS c
            WHERE c.actor = q->>'last_of' AND c.undoable_until IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM undone AS u WHERE u.command = c.command_id)
            ORDER BY c.last_seq DESC LIMIT 1);
    ELSIF q->>'last_undone_of' IS NOT NULL THEN
        RETURN (
            SELECT c.command_id FROM commands AS c
            JOIN undone AS u ON u.command = c.command_id AND u.undone
            WHERE c.actor = q->>'last_undone_of' AND c.undoable_until IS NOT NULL
              AND c.kind <> 'redo'
            ORDER BY u.at DESC, c.last_seq LIMIT 1);
    END IF;
    RETURN NULL;
END $$;

-- What a command looks up before it knows which cases it needs, as one text: a unit's write
-- compares it under the append lock, so that two mails from a new address make one customer.
CREATE FUNCTION find_digest(q jsonb) RETURNS text LANGUAGE sql VOLATILE
SET search_path = agentdesk, pg_temp AS $$
    SELECT md5(concat_ws(E'\n',
        (SELECT coalesce(string_agg(p.kind || ' ' || p.value || ' ' || p.customer_id, E'\n'
                                    ORDER BY p.kind, p.value), '')
         FROM jsonb_array_elements(q->'addresses') AS a
         JOIN contact_points AS p ON p.kind = a->>0 AND p.value = a->>1),
        (SELECT coalesce(string_agg(m.id || ' ' || coalesce(m.case_id, 0), E'\n' ORDER BY m.id), '')
         FROM jsonb_array_elements_text(q->'rfc_ids') AS a
         JOIN messages AS m ON m.rfc_id = a),
        coalesce(c.command_id, ''),
        coalesce((SELECT u.undone::text FROM undone AS u WHERE u.command = c.command_id), '')))
    FROM (SELECT find_command(q) AS command_id) AS c
$$;

-- The answers to a Find, each with the name of what it is.
CREATE FUNCTION unit_find(q jsonb) RETURNS TABLE (t text, r json) LANGUAGE plpgsql VOLATILE
SECURITY DEFINER SET search_path = agentdesk, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT 'done', row_to_json(c) FROM commands AS c
        WHERE c.command_id = q->>'command_id';
    IF FOUND THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT 'setup', to_json(coalesce(max(s.version), 0)) FROM setups AS s;
    RETURN QUERY SELECT 'lane', to_json(l.lane) FROM lanes AS l
        WHERE l.bucket = 'waiting' AND l.n > 0 ORDER BY l.lane;
    IF q ? 'find' THEN
        q := q->'find';
        RETURN QUERY SELECT 'digest', to_json(find_digest(q));
        RETURN QUERY SELECT 'contact_points', row_to_json(p)
            FROM jsonb_array_elements(q->'addresses') AS a
            JOIN contact_points AS p ON p.kind = a->>0 AND p.value = a->>1;
        RETURN QUERY SELECT 'rfc', row_to_json(m)
            FROM messages AS m
            WHERE m.rfc_id IN (SELECT jsonb_array_elements_text(q->'rfc_ids'))
            ORDER BY m.id DESC;
        RETURN QUERY SELECT 'message', row_to_json(m)
            FROM messages AS m
            WHERE m.id IN (SELECT x::bigint FROM jsonb_array_elements(q->'message_ids') AS x);
        RETURN QUERY SELECT 'held', row_to_json(m)
            FROM messages AS m WHERE m.held_id = (q->>'held_id')::bigint ORDER BY m.id LIMIT 1;
        RETURN QUERY SELECT 'command', row_to_json(c)
            FROM commands AS c WHERE c.command_id = find_command(q);
    END IF;
END $$;

-- Lock the next case of some lanes for somebody: what is reserved for them, then the best of all.
-- Cases that others hold are stepped over; if every candidate is held, wait for the best one.
CREATE FUNCTION lock_next(agent text, lane_names text[]) RETURNS bigint
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    found_id bigint;
    best bigint[];
    many integer := 8;
BEGIN
    SELECT c.id INTO found_id FROM cases AS c
        WHERE c.reserved_for = agent AND c.owner IS NULL AND c.wake_at IS NULL
          AND c.state IN ('new', 'open')
        ORDER BY c.band, c.rank_at, c.waiting_since, c.id
        LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF FOUND THEN
        RETURN found_id;
    END IF;
    FOR attempt IN 1..30 LOOP
        best := ARRAY(
            SELECT c.id FROM unnest(lane_names) AS l (lane)
            CROSS JOIN LATERAL (
                SELECT x.id, x.band, x.rank_at, x.waiting_since FROM cases AS x
                WHERE x.lane = l.lane AND x.claimable
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

-- Everything that one decision needs, locked, each row with its table's name.
CREATE FUNCTION unit_load(q jsonb) RETURNS TABLE (t text, r json) LANGUAGE plpgsql VOLATILE
SECURITY DEFINER SET search_path = agentdesk, pg_temp AS $$
DECLARE
    loaded bigint[] := '{}';
    wanted text[] := '{}';
    open_of text[] := '{}';
    staff text[] := '{}';
    everyone text[];
    facts text[] := '{}';
    picked bigint;
BEGIN
    -- What is not asked for is not in the question; each of these would cost a query.
    IF q ? 'cases' THEN
        loaded := ARRAY(SELECT x::bigint FROM jsonb_array_elements(q->'cases') AS x);
    END IF;
    IF q ? 'customers' THEN
        wanted := ARRAY(SELECT jsonb_array_elements_text(q->'customers'));
    END IF;
    IF q ? 'open_of' THEN
        open_of := ARRAY(SELECT jsonb_array_elements_text(q->'open_of'));
    END IF;
    IF q ? 'agents' THEN
        staff := ARRAY(SELECT jsonb_array_elements_text(q->'agents'));
    END IF;
    everyone := wanted || open_of;
    IF cardinality(everyone) > 0 THEN
        PERFORM 1 FROM customer_facts AS f WHERE f.id = ANY (everyone) ORDER BY f.id FOR UPDATE;
    END IF;
    IF cardinality(open_of) > 0 THEN
        loaded := loaded || ARRAY(SELECT c.id FROM cases AS c
            WHERE c.customer_id = ANY (open_of) AND c.state NOT IN ('resolved', 'closed'));
    END IF;
    IF q ? 'active' THEN
        loaded := loaded || ARRAY(SELECT c.id FROM cases AS c
            WHERE c.state IN ('new', 'open', 'waiting_customer', 'waiting_third_party'));
    END IF;
    IF cardinality(loaded) > 0 THEN
        PERFORM 1 FROM cases AS c WHERE c.id = ANY (loaded) ORDER BY c.id FOR UPDATE;
    END IF;
    IF q ? 'next_for' THEN
        picked := lock_next(q->>'next_for', ARRAY(SELECT jsonb_array_elements_text(q->'lanes')));
        IF picked IS NOT NULL THEN
            loaded := loaded || picked;
            RETURN QUERY SELECT 'picked', to_json(picked);
        END IF;
    END IF;

    -- Only now, behind the locks: whoever repeats a command waits here for the first to commit.
    RETURN QUERY SELECT 'done', row_to_json(c) FROM commands AS c
        WHERE c.command_id = q->>'command_id';
    IF FOUND THEN
        RETURN;
    END IF;

    IF cardinality(loaded) > 0 THEN
        staff := staff || ARRAY(SELECT DISTINCT c.owner FROM cases AS c
            WHERE c.id = ANY (loaded) AND c.owner IS NOT NULL);
        facts := ARRAY(SELECT DISTINCT c.customer_id FROM cases AS c
            WHERE c.id = ANY (loaded) AND c.customer_id IS NOT NULL);
    END IF;
    IF cardinality(staff) > 0 THEN
        PERFORM 1 FROM agents AS a WHERE a.id = ANY (staff) ORDER BY a.id FOR UPDATE;
    END IF;
    IF q ? 'held' THEN
        RETURN QUERY SELECT 'held_mail', row_to_json(h) FROM held_mail AS h
            WHERE h.id = (q->>'held')::bigint FOR UPDATE;
    END IF;
    IF q ? 'new' THEN
        INSERT INTO id_locks SELECT k FROM jsonb_array_elements_text(q->'new') AS k
            WHERE NOT EXISTS (SELECT 1 FROM id_locks AS i WHERE i.name = k)
            ON CONFLICT DO NOTHING;
        PERFORM 1 FROM id_locks AS i WHERE q->'new' ? i.name ORDER BY i.name FOR UPDATE;
    END IF;

    RETURN QUERY
        SELECT 'setup', to_json(coalesce(max(s.version), 0)) FROM setups AS s
        UNION ALL SELECT 'ids', row_to_json(i) FROM ids AS i
        UNION ALL SELECT 'agents', row_to_json(a) FROM agents AS a WHERE a.id = ANY (staff)
        UNION ALL SELECT 'loads', row_to_json(l) FROM loads AS l WHERE l.agent = ANY (staff)
        UNION ALL SELECT 'timers', row_to_json(x) FROM timers AS x
            WHERE x.case_id = 0
              AND x.kind = ANY (ARRAY(SELECT 'wrap_up.' || s FROM unnest(staff) AS s));
    IF q ? 'undone' THEN
        RETURN QUERY SELECT 'undone', row_to_json(u) FROM undone AS u
            WHERE u.command = q->>'undone';
    END IF;
    IF cardinality(loaded) > 0 THEN
        RETURN QUERY
            SELECT 'cases', row_to_json(x) FROM cases AS x WHERE x.id = ANY (loaded)
            UNION ALL SELECT 'clocks', row_to_json(x) FROM clocks AS x
                WHERE x.case_id = ANY (loaded)
            UNION ALL SELECT 'timers', row_to_json(x) FROM timers AS x
                WHERE x.case_id = ANY (loaded)
            UNION ALL SELECT 'sends', row_to_json(x) FROM sends AS x
                WHERE x.case_id = ANY (loaded)
            UNION ALL SELECT 'promises', row_to_json(x) FROM promises AS x
                WHERE x.case_id = ANY (loaded);
        IF q ? 'texts' THEN
            RETURN QUERY SELECT 'case_texts', row_to_json(x) FROM case_texts AS x
                WHERE x.case_id = ANY (loaded);
        END IF;
        IF q ? 'history' THEN
            RETURN QUERY SELECT 'events', row_to_json(e) FROM events AS e
                WHERE e.case_id = ANY (loaded) ORDER BY e.seq;
        END IF;
    END IF;
    facts := facts || everyone;
    IF cardinality(facts) > 0 THEN
        RETURN QUERY SELECT 'customer_facts', row_to_json(f) FROM customer_facts AS f
            WHERE f.id = ANY (facts);
    END IF;
    IF cardinality(wanted) > 0 THEN
        RETURN QUERY SELECT 'entitlements', row_to_json(e) FROM entitlements AS e
            WHERE e.customer_id = ANY (wanted) ORDER BY e.id;
        RETURN QUERY SELECT 'customers', row_to_json(c) FROM customers AS c
            WHERE c.id = ANY (wanted);
    END IF;
    IF q ? 'messages_of' THEN
        RETURN QUERY SELECT 'messages', row_to_json(m) FROM messages AS m
            WHERE m.case_id IN (SELECT x::bigint FROM jsonb_array_elements(q->'messages_of') AS x)
            ORDER BY m.at, m.id;
    END IF;
END $$;
