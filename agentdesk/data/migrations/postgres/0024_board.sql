-- What a supervisor may read besides, and of the set-up no more than a board shows: rules, macros and
-- lists may name customers' firms, or hold what is written to customers.

CREATE OR REPLACE VIEW agentdesk_board.setups AS
SELECT version,
    ((body::jsonb - ARRAY['rules', 'macros', 'views'])::text COLLATE "C") AS body
FROM setups;

CREATE VIEW agentdesk_board.interactions AS SELECT * FROM interactions;

-- Whoever may read the other views may read this one.
DO $$
DECLARE
    reader text;
BEGIN
    FOR reader IN SELECT g.grantee FROM information_schema.role_table_grants AS g
        WHERE g.table_schema = 'agentdesk_board' AND g.table_name = 'cases'
        AND g.privilege_type = 'SELECT' AND g.grantee <> current_user
    LOOP
        EXECUTE format('GRANT SELECT ON agentdesk_board.interactions TO %I', reader);
    END LOOP;
END $$;
