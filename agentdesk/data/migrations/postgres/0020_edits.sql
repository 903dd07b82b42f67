-- How a customer was before the newest change, so that it can be taken back.

CREATE TABLE customer_edits (
    customer_id text COLLATE "C" PRIMARY KEY,
    command text COLLATE "C" NOT NULL,
    words text NOT NULL,
    facts text NOT NULL,
    added text NOT NULL,
    removed text NOT NULL
);

-- Whoever may read the other rows may read these.
DO $$
DECLARE
    reader text;
BEGIN
    FOR reader IN SELECT g.grantee FROM information_schema.role_table_grants AS g
        WHERE g.table_schema = 'agentdesk' AND g.table_name = 'ids'
        AND g.privilege_type = 'SELECT' AND g.grantee <> current_user
    LOOP
        EXECUTE format('GRANT SELECT ON customer_edits TO %I', reader);
    END LOOP;
END $$;

ALTER FUNCTION apply_content(jsonb) RENAME TO apply_content_before_edits;
CREATE FUNCTION apply_content(u jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM apply_content_before_edits(u);
    IF u ? '-customer_edits' THEN
        DELETE FROM customer_edits AS t
        USING jsonb_populate_recordset(NULL::customer_edits, u->'-customer_edits') AS g
        WHERE t.customer_id = g.customer_id;
    END IF;
    IF u ? 'customer_edits' THEN
        INSERT INTO customer_edits
        SELECT * FROM jsonb_populate_recordset(NULL::customer_edits, u->'customer_edits')
        ON CONFLICT (customer_id) DO UPDATE SET (
            command, words, facts, added, removed
        ) = ROW (
            excluded.command, excluded.words, excluded.facts, excluded.added, excluded.removed
        );
    END IF;
END $$;

REVOKE ALL ON FUNCTION apply_content(jsonb) FROM PUBLIC;
