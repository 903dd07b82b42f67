-- What came in from other programs: what cases and customers were called there, organisations,
-- which files an import read, and what colleagues noted on a customer.

CREATE TABLE case_references (
    source text COLLATE "C" NOT NULL,
    reference text COLLATE "C" NOT NULL,
    case_id bigint NOT NULL,
    PRIMARY KEY (source, reference)
);
CREATE INDEX references_of_case ON case_references (case_id);

CREATE TABLE customer_references (
    source text COLLATE "C" NOT NULL,
    reference text COLLATE "C" NOT NULL,
    customer_id text COLLATE "C" NOT NULL,
    PRIMARY KEY (source, reference)
);
CREATE INDEX references_of_customer ON customer_references (customer_id);

CREATE TABLE organisations (
    id text COLLATE "C" PRIMARY KEY,
    name text COLLATE "C" NOT NULL,
    domains text NOT NULL,
    level text COLLATE "C" NOT NULL
);

CREATE TABLE import_texts (
    import_id text COLLATE "C" PRIMARY KEY,
    what text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    files text NOT NULL
);

ALTER TABLE customers ADD COLUMN notes text COLLATE "C" NOT NULL DEFAULT '';

-- Whoever may read the other content may read this.
DO $$
DECLARE
    reader text;
BEGIN
    FOR reader IN SELECT g.grantee FROM information_schema.role_table_grants AS g
        WHERE g.table_schema = 'agentdesk' AND g.table_name = 'answers'
        AND g.privilege_type = 'SELECT' AND g.grantee <> current_user
    LOOP
        EXECUTE format('GRANT SELECT ON case_references, customer_references, organisations, '
                       'import_texts TO %I', reader);
    END LOOP;
END $$;

ALTER FUNCTION apply_content(jsonb) RENAME TO apply_content_before_imports;
CREATE FUNCTION apply_content(u jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM apply_content_before_imports(u - 'customers');
    IF u ? 'customers' THEN
        INSERT INTO customers
        SELECT * FROM jsonb_populate_recordset(NULL::customers, u->'customers')
        ON CONFLICT (id) DO UPDATE SET (
            name, preferred_name, pronunciation, organisation, preferred_channel, accessibility,
            do_not_contact, safety, notes
        ) = ROW (
            excluded.name, excluded.preferred_name, excluded.pronunciation, excluded.organisation,
            excluded.preferred_channel, excluded.accessibility, excluded.do_not_contact,
            excluded.safety, excluded.notes
        );
    END IF;
    IF u ? '-case_references' THEN
        DELETE FROM case_references AS t
        USING jsonb_populate_recordset(NULL::case_references, u->'-case_references') AS g
        WHERE (t.source, t.reference) = (g.source, g.reference);
    END IF;
    IF u ? 'case_references' THEN
        INSERT INTO case_references
        SELECT * FROM jsonb_populate_recordset(NULL::case_references, u->'case_references')
        ON CONFLICT (source, reference) DO UPDATE SET case_id = excluded.case_id;
    END IF;
    IF u ? '-customer_references' THEN
        DELETE FROM customer_references AS t
        USING jsonb_populate_recordset(NULL::customer_references, u->'-customer_references') AS g
        WHERE (t.source, t.reference) = (g.source, g.reference);
    END IF;
    IF u ? 'customer_references' THEN
        INSERT INTO customer_references
        SELECT * FROM jsonb_populate_recordset(NULL::customer_references, u->'customer_references')
        ON CONFLICT (source, reference) DO UPDATE SET customer_id = excluded.customer_id;
    END IF;
    IF u ? '-organisations' THEN
        DELETE FROM organisations AS t
        USING jsonb_populate_recordset(NULL::organisations, u->'-organisations') AS g
        WHERE t.id = g.id;
    END IF;
    IF u ? 'organisations' THEN
        INSERT INTO organisations
        SELECT * FROM jsonb_populate_recordset(NULL::organisations, u->'organisations')
        ON CONFLICT (id) DO UPDATE SET (name, domains, level)
            = ROW (excluded.name, excluded.domains, excluded.level);
    END IF;
    IF u ? '-import_texts' THEN
        DELETE FROM import_texts AS t
        USING jsonb_populate_recordset(NULL::import_texts, u->'-import_texts') AS g
        WHERE t.import_id = g.import_id;
    END IF;
    IF u ? 'import_texts' THEN
        INSERT INTO import_texts
        SELECT * FROM jsonb_populate_recordset(NULL::import_texts, u->'import_texts')
        ON CONFLICT (import_id) DO UPDATE SET (what, source, files)
            = ROW (excluded.what, excluded.source, excluded.files);
    END IF;
END $$;

-- As before, and which of the cases and customers that come in are here already: two imports of
-- one file come one after the other.
ALTER FUNCTION find_digest(jsonb) RENAME TO find_digest_before_imports;
CREATE FUNCTION find_digest(q jsonb) RETURNS text LANGUAGE sql VOLATILE
SET search_path = agentdesk, pg_temp AS $$
    SELECT find_digest_before_imports(q)
        || coalesce((SELECT md5(string_agg(r.source || ' ' || r.reference, E'\n'
                                           ORDER BY r.source, r.reference))
             FROM jsonb_array_elements(q->'case_references') AS a
             JOIN case_references AS r ON r.source = a->>0 AND r.reference = a->>1), '')
        || coalesce((SELECT md5(string_agg(r.source || ' ' || r.reference, E'\n'
                                           ORDER BY r.source, r.reference))
             FROM jsonb_array_elements(q->'customer_references') AS a
             JOIN customer_references AS r ON r.source = a->>0 AND r.reference = a->>1), '')
$$;

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
            WHERE m.rfc_id IN (SELECT jsonb_array_elements_text(q->'rfc_ids'))
            ORDER BY m.id DESC;
        RETURN QUERY SELECT 'message', row_to_json(m)
            FROM messages AS m
            WHERE m.id IN (SELECT x::bigint FROM jsonb_array_elements(q->'message_ids') AS x);
        RETURN QUERY SELECT 'held', row_to_json(m)
            FROM messages AS m WHERE m.held_id = (q->>'held_id')::bigint ORDER BY m.id LIMIT 1;
        RETURN QUERY SELECT 'command', row_to_json(c)
            FROM commands AS c WHERE c.command_id = find_command(q);
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

REVOKE ALL ON FUNCTION apply_content(jsonb), find_digest(jsonb) FROM PUBLIC;
