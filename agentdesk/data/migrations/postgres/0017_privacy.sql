-- Personal data: who must be kept, whose words are gone, who was shown what is masked otherwise.

CREATE TABLE legal_holds (
    customer_id text COLLATE "C" PRIMARY KEY,
    since bigint NOT NULL,
    by text COLLATE "C" NOT NULL,
    reason text COLLATE "C" NOT NULL
);

CREATE TABLE removals (
    case_id bigint PRIMARY KEY,
    at bigint NOT NULL,
    why text COLLATE "C" NOT NULL,
    messages bigint NOT NULL,
    files bigint NOT NULL
);

CREATE TABLE field_reads (
    command text COLLATE "C" PRIMARY KEY,
    customer_id text COLLATE "C" NOT NULL,
    by text COLLATE "C" NOT NULL,
    fields text NOT NULL,
    reason text COLLATE "C" NOT NULL,
    of_case bigint,
    at bigint NOT NULL
);
CREATE INDEX field_reads_of ON field_reads (customer_id, at);

-- Whoever may read the other rows may read these.
DO $$
DECLARE
    reader text;
BEGIN
    FOR reader IN SELECT g.grantee FROM information_schema.role_table_grants AS g
        WHERE g.table_schema = 'agentdesk' AND g.table_name = 'ids'
        AND g.privilege_type = 'SELECT' AND g.grantee <> current_user
    LOOP
        EXECUTE format('GRANT SELECT ON legal_holds, removals, field_reads TO %I', reader);
    END LOOP;
END $$;

ALTER FUNCTION apply_rows(jsonb) RENAME TO apply_rows_before_privacy;
CREATE FUNCTION apply_rows(u jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM apply_rows_before_privacy(u);
    IF u ? '-legal_holds' THEN
        DELETE FROM legal_holds AS t
        USING jsonb_populate_recordset(NULL::legal_holds, u->'-legal_holds') AS g
        WHERE t.customer_id = g.customer_id;
    END IF;
    IF u ? '-removals' THEN
        DELETE FROM removals AS t
        USING jsonb_populate_recordset(NULL::removals, u->'-removals') AS g
        WHERE t.case_id = g.case_id;
    END IF;
    IF u ? '-field_reads' THEN
        DELETE FROM field_reads AS t
        USING jsonb_populate_recordset(NULL::field_reads, u->'-field_reads') AS g
        WHERE t.command = g.command;
    END IF;
    IF u ? 'legal_holds' THEN
        INSERT INTO legal_holds
        SELECT * FROM jsonb_populate_recordset(NULL::legal_holds, u->'legal_holds')
        ON CONFLICT (customer_id) DO UPDATE SET (since, by, reason)
            = ROW (excluded.since, excluded.by, excluded.reason);
    END IF;
    IF u ? 'removals' THEN
        INSERT INTO removals
        SELECT * FROM jsonb_populate_recordset(NULL::removals, u->'removals')
        ON CONFLICT (case_id) DO UPDATE SET (at, why, messages, files)
            = ROW (excluded.at, excluded.why, excluded.messages, excluded.files);
    END IF;
    IF u ? 'field_reads' THEN
        INSERT INTO field_reads
        SELECT * FROM jsonb_populate_recordset(NULL::field_reads, u->'field_reads')
        ON CONFLICT (command) DO UPDATE SET (customer_id, by, fields, reason, of_case, at)
            = ROW (excluded.customer_id, excluded.by, excluded.fields, excluded.reason,
                   excluded.of_case, excluded.at);
    END IF;
END $$;

REVOKE ALL ON FUNCTION apply_rows(jsonb) FROM PUBLIC;
