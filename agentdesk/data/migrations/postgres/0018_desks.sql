-- Which desks are open, a line each: one person may have several. Heartbeats ring nobody.

CREATE UNLOGGED TABLE desks (
    agent text COLLATE "C" NOT NULL,
    desk text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (agent, desk)
) WITH (fillfactor = 50);

-- Whoever may read or write heartbeats may do so here.
DO $$
DECLARE
    who text;
    may text;
BEGIN
    FOR who, may IN SELECT g.grantee, g.privilege_type
        FROM information_schema.role_table_grants AS g
        WHERE g.table_schema = 'agentdesk' AND g.table_name = 'beats'
        AND g.privilege_type IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
        AND g.grantee <> current_user
    LOOP
        EXECUTE format('GRANT %s ON desks TO %I', may, who);
    END LOOP;
END $$;
