-- What a command looks up is found by the indexes. A function that may give another answer each time
-- is asked once for every row, so which command is meant is asked once, beside the rows.

CREATE OR REPLACE FUNCTION unit_find(q jsonb) RETURNS TABLE (t text, r json) LANGUAGE plpgsql VOLATILE
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
            WHERE m.rfc_id IS NOT NULL
              AND m.rfc_id = ANY (ARRAY(SELECT jsonb_array_elements_text(q->'rfc_ids')))
            ORDER BY m.id DESC;
        RETURN QUERY SELECT 'message', row_to_json(m)
            FROM messages AS m
            WHERE m.id = ANY (ARRAY(
                SELECT x::bigint FROM jsonb_array_elements(q->'message_ids') AS x));
        RETURN QUERY SELECT 'held', row_to_json(m)
            FROM messages AS m
            WHERE m.held_id IS NOT NULL AND m.held_id = (q->>'held_id')::bigint
            ORDER BY m.id LIMIT 1;
        RETURN QUERY SELECT 'command', row_to_json(c)
            FROM commands AS c WHERE c.command_id = (SELECT find_command(q));
        RETURN QUERY SELECT 'answers', row_to_json(a)
            FROM answers AS a WHERE q->'answers' ? a.id;
        RETURN QUERY SELECT 'used_answer', to_json(i)
            FROM jsonb_array_elements_text(q->'used_answers') AS i
            WHERE EXISTS (SELECT 1 FROM answer_uses AS u
                          WHERE strpos(',' || u.answers || ',', ',' || i || ',') > 0);
        RETURN QUERY SELECT 'case_reference', row_to_json(x)
            FROM jsonb_array_elements(q->'case_references') AS a
            JOIN case_references AS x ON x.source = a->>0 AND x.reference = a->>1;
        RETURN QUERY SELECT 'customer_reference', row_to_json(x)
            FROM jsonb_array_elements(q->'customer_references') AS a
            JOIN customer_references AS x ON x.source = a->>0 AND x.reference = a->>1;
    END IF;
END $$;
