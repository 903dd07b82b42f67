-- What one unit of work asks; the functions are in data/migrations/postgres.

-- name: begin
BEGIN ISOLATION LEVEL READ COMMITTED;

-- name: find
SELECT t, r FROM unit_find($1::text::jsonb);

-- name: load
SELECT t, r FROM unit_load($1::text::jsonb);

-- name: next
SELECT t, r FROM unit_next($1::text::jsonb);

-- name: patient
-- A change of set-up decides about every open case; give it time before the server gives it up.
SET LOCAL idle_in_transaction_session_timeout = 120000;

-- name: setup
SELECT body FROM setups WHERE version = $1;

-- name: outgoing
SELECT message_id, recipients, rfc_id, raw FROM outbox WHERE message_id = ANY ($1::bigint[]);

-- name: answer_uses
SELECT message_id, case_id, command, answers FROM answer_uses WHERE case_id = ANY ($1::bigint[]);

-- name: learned_of
SELECT id, answer_id, customer_id, case_id, language, text, at FROM learned_texts
WHERE case_id = ANY ($1::bigint[]) ORDER BY case_id, id;

-- name: consents_of
SELECT customer_id, purpose, channel, given, source, at FROM consents
WHERE customer_id = ANY ($1::text[]);

-- name: consent_texts_of
SELECT customer_id, purpose, channel, at, wording FROM consent_texts
WHERE customer_id = ANY ($1::text[]);

-- name: edits_of
SELECT customer_id, command, words, facts, added, removed FROM customer_edits
WHERE customer_id = ANY ($1::text[]);

-- name: owner_of
SELECT customer_id FROM contact_points WHERE kind = $1 AND value = $2;

-- name: want
SELECT message_id, case_id, command, "answer", "by", at FROM answer_wants WHERE message_id = $1;

-- name: due
SELECT case_id, kind, generation, due_at FROM timers
WHERE due_at <= $1 AND kind = ANY ($2::text[]) ORDER BY due_at, case_id, kind LIMIT $3;

-- name: log_end
SELECT recorded_at FROM log_head;

-- name: one_call_at_a_time
-- Reports on one call come one after the other; they have no row of a case to lock.
SELECT pg_advisory_xact_lock(1634886003, (i % 2147483647)::integer)
FROM unnest($1::bigint[]) AS i ORDER BY i;

-- name: interactions
SELECT id, channel, queue, target_ms, case_id, state, agent, queued_at, connected_at, since
FROM interactions WHERE id = ANY ($1::bigint[]);

-- name: held_mail
SELECT
    id, case_id, customer_id, direction, purpose, channel, author, from_name, from_address,
    "to", cc, subject, body, folds, at, rfc_id, in_reply_to, command, recalled, held_id,
    fields
FROM messages WHERE held_id = $1 AND case_id IS NULL ORDER BY id LIMIT 1;

-- name: put_blob
SELECT put_blob($1, $2, $3);

-- name: bring
-- What people wrote travels as a value, which a server does not log with a statement that failed.
SELECT set_config('agentdesk.unit', $1, true) IS NULL;

-- name: write_brought
-- Written and committed in one message, so that nobody waits for this machine's network behind the
-- append lock. A message of several statements gives no rows; but of this setting the server tells
-- a change by itself, so that it carries the answer.
SELECT set_config('application_name', 'agentdesk ' || unit_write(current_setting('agentdesk.unit')::jsonb), false);
COMMIT;

-- name: write
-- The same with the unit, codes and numbers only, as a quoted text in the message.
SELECT set_config('application_name', 'agentdesk ' || unit_write({unit}::jsonb), false);
COMMIT;

-- name: last_seq
SELECT last_seq FROM commands WHERE command_id = $1;
