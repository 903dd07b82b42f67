-- What one unit of work asks; the functions are in data/migrations/postgres.

-- name: begin
BEGIN ISOLATION LEVEL READ COMMITTED;

-- name: find
SELECT t, r FROM unit_find($1::text::jsonb);

-- name: load
SELECT t, r FROM unit_load($1::text::jsonb);

-- name: patient
-- A change of set-up decides about every open case; give it time before the server gives it up.
SET LOCAL idle_in_transaction_session_timeout = 120000;

-- name: setup
SELECT body FROM setups WHERE version = $1;

-- name: outgoing
SELECT message_id, recipients, rfc_id, raw FROM outbox WHERE message_id = ANY ($1::bigint[]);

-- name: put_blob
SELECT put_blob($1, $2, $3);

-- name: bring
-- The unit travels before the append lock is taken …
SELECT set_config('agentdesk.unit', $1, true) IS NULL;

-- name: write
-- … and is written and committed in one message, so that nobody waits for this machine's network.
SELECT unit_write(current_setting('agentdesk.unit')::jsonb);
COMMIT;

-- name: last_seq
SELECT last_seq FROM commands WHERE command_id = $1;
