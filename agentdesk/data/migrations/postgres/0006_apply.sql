-- How a unit's rows and content reach their tables. The columns are spelt out, struct by struct;
-- a test proves that none is missing.

-- Give rows their values, move counters, take rows away: the projection.
CREATE FUNCTION apply_rows(u jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF u ? '-cases' THEN
        DELETE FROM cases AS t
        USING jsonb_populate_recordset(NULL::cases, u->'-cases') AS g
        WHERE t.id = g.id;
    END IF;
    IF u ? '-clocks' THEN
        DELETE FROM clocks AS t
        USING jsonb_populate_recordset(NULL::clocks, u->'-clocks') AS g
        WHERE t.case_id = g.case_id AND t.kind = g.kind;
    END IF;
    IF u ? '-timers' THEN
        DELETE FROM timers AS t
        USING jsonb_populate_recordset(NULL::timers, u->'-timers') AS g
        WHERE t.case_id = g.case_id AND t.kind = g.kind;
    END IF;
    IF u ? '-agents' THEN
        DELETE FROM agents AS t
        USING jsonb_populate_recordset(NULL::agents, u->'-agents') AS g
        WHERE t.id = g.id;
    END IF;
    IF u ? '-loads' THEN
        DELETE FROM loads AS t
        USING jsonb_populate_recordset(NULL::loads, u->'-loads') AS g
        WHERE t.agent = g.agent;
    END IF;
    IF u ? '-lanes' THEN
        DELETE FROM lanes AS t
        USING jsonb_populate_recordset(NULL::lanes, u->'-lanes') AS g
        WHERE t.lane = g.lane AND t.bucket = g.bucket;
    END IF;
    IF u ? '-customer_facts' THEN
        DELETE FROM customer_facts AS t
        USING jsonb_populate_recordset(NULL::customer_facts, u->'-customer_facts') AS g
        WHERE t.id = g.id;
    END IF;
    IF u ? '-entitlements' THEN
        DELETE FROM entitlements AS t
        USING jsonb_populate_recordset(NULL::entitlements, u->'-entitlements') AS g
        WHERE t.id = g.id;
    END IF;
    IF u ? '-promises' THEN
        DELETE FROM promises AS t
        USING jsonb_populate_recordset(NULL::promises, u->'-promises') AS g
        WHERE t.id = g.id;
    END IF;
    IF u ? '-sends' THEN
        DELETE FROM sends AS t
        USING jsonb_populate_recordset(NULL::sends, u->'-sends') AS g
        WHERE t.message_id = g.message_id;
    END IF;
    IF u ? '-held_mail' THEN
        DELETE FROM held_mail AS t
        USING jsonb_populate_recordset(NULL::held_mail, u->'-held_mail') AS g
        WHERE t.id = g.id;
    END IF;
    IF u ? '-undone' THEN
        DELETE FROM undone AS t
        USING jsonb_populate_recordset(NULL::undone, u->'-undone') AS g
        WHERE t.command = g.command;
    END IF;
    IF u ? '-ids' THEN
        DELETE FROM ids AS t
        USING jsonb_populate_recordset(NULL::ids, u->'-ids') AS g
        WHERE t.name = g.name;
    END IF;
    IF u ? 'cases' THEN
        INSERT INTO cases
        SELECT * FROM jsonb_populate_recordset(NULL::cases, u->'cases')
        ON CONFLICT (id) DO UPDATE SET (
            version, last_command, state, type, channel, queue, tier, language, skills,
            lane, priority, level, vip, units, band, rank_at, waiting_since, base_since,
            claimable, owner, owner_since, acted, handed, team, reserved_for, reserved_until,
            customer_id, created_at, resolved_at, closed_at, wake_at, remind_at,
            reminders, wrote_at, unanswered_since, replied_at, returned, bounces,
            reopens, escalations, lead, disposition, root_cause, merged_into, parent,
            incident, tags, verified, verified_method, verified_until, due_at, due_kind,
            last_message_id
        ) = ROW (
            excluded.version, excluded.last_command, excluded.state, excluded.type,
            excluded.channel, excluded.queue, excluded.tier, excluded.language,
            excluded.skills, excluded.lane, excluded.priority, excluded.level,
            excluded.vip, excluded.units, excluded.band, excluded.rank_at,
            excluded.waiting_since, excluded.base_since, excluded.claimable, excluded.owner,
            excluded.owner_since, excluded.acted, excluded.handed, excluded.team,
            excluded.reserved_for, excluded.reserved_until, excluded.customer_id,
            excluded.created_at, excluded.resolved_at, excluded.closed_at,
            excluded.wake_at, excluded.remind_at, excluded.reminders, excluded.wrote_at,
            excluded.unanswered_since, excluded.replied_at, excluded.returned,
            excluded.bounces, excluded.reopens, excluded.escalations, excluded.lead,
            excluded.disposition, excluded.root_cause, excluded.merged_into,
            excluded.parent, excluded.incident, excluded.tags, excluded.verified,
            excluded.verified_method, excluded.verified_until, excluded.due_at,
            excluded.due_kind, excluded.last_message_id
        );
    END IF;
    IF u ? 'clocks' THEN
        INSERT INTO clocks
        SELECT * FROM jsonb_populate_recordset(NULL::clocks, u->'clocks')
        ON CONFLICT (case_id, kind) DO UPDATE SET (
            state, generation, policy, calendar, target_ms, started_at, since,
            elapsed_ms, due_at, warn_75_at, warn_90_at, warned, breached_at, stopped_at,
            met, rounds
        ) = ROW (
            excluded.state, excluded.generation, excluded.policy, excluded.calendar,
            excluded.target_ms, excluded.started_at, excluded.since,
            excluded.elapsed_ms, excluded.due_at, excluded.warn_75_at,
            excluded.warn_90_at, excluded.warned, excluded.breached_at,
            excluded.stopped_at, excluded.met, excluded.rounds
        );
    END IF;
    IF u ? 'timers' THEN
        INSERT INTO timers
        SELECT * FROM jsonb_populate_recordset(NULL::timers, u->'timers')
        ON CONFLICT (case_id, kind) DO UPDATE SET (
            generation, due_at
        ) = ROW (
            excluded.generation, excluded.due_at
        );
    END IF;
    IF u ? 'agents' THEN
        INSERT INTO agents
        SELECT * FROM jsonb_populate_recordset(NULL::agents, u->'agents')
        ON CONFLICT (id) DO UPDATE SET (
            state, reason, since, until
        ) = ROW (
            excluded.state, excluded.reason, excluded.since, excluded.until
        );
    END IF;
    IF u ? 'loads' THEN
        INSERT INTO loads
        SELECT * FROM jsonb_populate_recordset(NULL::loads, u->'loads')
        ON CONFLICT (agent) DO UPDATE SET (
            units, cases
        ) = ROW (
            excluded.units, excluded.cases
        );
    END IF;
    IF u ? 'lanes' THEN
        INSERT INTO lanes
        SELECT * FROM jsonb_populate_recordset(NULL::lanes, u->'lanes')
        ON CONFLICT (lane, bucket) DO UPDATE SET n = excluded.n;
    END IF;
    IF u ? 'customer_facts' THEN
        INSERT INTO customer_facts
        SELECT * FROM jsonb_populate_recordset(NULL::customer_facts, u->'customer_facts')
        ON CONFLICT (id) DO UPDATE SET (
            level, vip, language, zone, organisation, erased
        ) = ROW (
            excluded.level, excluded.vip, excluded.language, excluded.zone,
            excluded.organisation, excluded.erased
        );
    END IF;
    IF u ? 'entitlements' THEN
        INSERT INTO entitlements
        SELECT * FROM jsonb_populate_recordset(NULL::entitlements, u->'entitlements')
        ON CONFLICT (id) DO UPDATE SET (
            customer_id, kind, level, asset, covers, starts_at, ends_at
        ) = ROW (
            excluded.customer_id, excluded.kind, excluded.level, excluded.asset,
            excluded.covers, excluded.starts_at, excluded.ends_at
        );
    END IF;
    IF u ? 'promises' THEN
        INSERT INTO promises
        SELECT * FROM jsonb_populate_recordset(NULL::promises, u->'promises')
        ON CONFLICT (id) DO UPDATE SET (
            case_id, customer_id, by, due_at, settled_at, kept
        ) = ROW (
            excluded.case_id, excluded.customer_id, excluded.by, excluded.due_at,
            excluded.settled_at, excluded.kept
        );
    END IF;
    IF u ? 'sends' THEN
        INSERT INTO sends
        SELECT * FROM jsonb_populate_recordset(NULL::sends, u->'sends')
        ON CONFLICT (message_id) DO UPDATE SET (
            case_id, channel, state, hold_until, attempts
        ) = ROW (
            excluded.case_id, excluded.channel, excluded.state, excluded.hold_until,
            excluded.attempts
        );
    END IF;
    IF u ? 'held_mail' THEN
        INSERT INTO held_mail
        SELECT * FROM jsonb_populate_recordset(NULL::held_mail, u->'held_mail')
        ON CONFLICT (id) DO UPDATE SET (
            suggested_case, why, at, placed_as, case_id
        ) = ROW (
            excluded.suggested_case, excluded.why, excluded.at, excluded.placed_as,
            excluded.case_id
        );
    END IF;
    IF u ? 'undone' THEN
        INSERT INTO undone
        SELECT * FROM jsonb_populate_recordset(NULL::undone, u->'undone')
        ON CONFLICT (command) DO UPDATE SET (
            undone, at
        ) = ROW (
            excluded.undone, excluded.at
        );
    END IF;
    IF u ? 'ids' THEN
        INSERT INTO ids
        SELECT * FROM jsonb_populate_recordset(NULL::ids, u->'ids')
        ON CONFLICT (name) DO UPDATE SET value = greatest(ids.value, excluded.value);
    END IF;
    IF u ? '+loads' THEN
        INSERT INTO loads SELECT * FROM jsonb_populate_recordset(NULL::loads, u->'+loads')
        ON CONFLICT (agent) DO UPDATE SET
            units = loads.units + excluded.units, cases = loads.cases + excluded.cases;
    END IF;
    IF u ? '+lanes' THEN
        INSERT INTO lanes SELECT * FROM jsonb_populate_recordset(NULL::lanes, u->'+lanes')
        ON CONFLICT (lane, bucket) DO UPDATE SET n = lanes.n + excluded.n;
    END IF;
END $$;

-- The same for content.
CREATE FUNCTION apply_content(u jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF u ? '-parts' THEN
        WITH gone AS (
            DELETE FROM parts AS t USING jsonb_populate_recordset(NULL::parts, u->'-parts') AS g
            WHERE t.id = g.id RETURNING t.id, t.sha256
        )
        DELETE FROM blobs AS b USING gone AS g WHERE b.sha256 = g.sha256 AND NOT EXISTS (
            SELECT 1 FROM parts AS p
            WHERE p.sha256 = g.sha256 AND p.id NOT IN (SELECT x.id FROM gone AS x));
    END IF;
    IF u ? '-customers' THEN
        DELETE FROM customers AS t
        USING jsonb_populate_recordset(NULL::customers, u->'-customers') AS g
        WHERE t.id = g.id;
    END IF;
    IF u ? '-contact_points' THEN
        DELETE FROM contact_points AS t
        USING jsonb_populate_recordset(NULL::contact_points, u->'-contact_points') AS g
        WHERE t.kind = g.kind AND t.value = g.value;
    END IF;
    IF u ? '-case_texts' THEN
        DELETE FROM case_texts AS t
        USING jsonb_populate_recordset(NULL::case_texts, u->'-case_texts') AS g
        WHERE t.case_id = g.case_id;
    END IF;
    IF u ? '-messages' THEN
        DELETE FROM messages AS t
        USING jsonb_populate_recordset(NULL::messages, u->'-messages') AS g
        WHERE t.id = g.id;
    END IF;
    IF u ? '-outbox' THEN
        DELETE FROM outbox AS t
        USING jsonb_populate_recordset(NULL::outbox, u->'-outbox') AS g
        WHERE t.message_id = g.message_id;
    END IF;
    IF u ? '-answers' THEN
        DELETE FROM answers AS t
        USING jsonb_populate_recordset(NULL::answers, u->'-answers') AS g
        WHERE t.id = g.id;
    END IF;
    IF u ? '-promise_texts' THEN
        DELETE FROM promise_texts AS t
        USING jsonb_populate_recordset(NULL::promise_texts, u->'-promise_texts') AS g
        WHERE t.promise_id = g.promise_id;
    END IF;
    IF u ? '-setups' THEN
        DELETE FROM setups AS t
        USING jsonb_populate_recordset(NULL::setups, u->'-setups') AS g
        WHERE t.version = g.version;
    END IF;
    IF u ? 'customers' THEN
        INSERT INTO customers
        SELECT * FROM jsonb_populate_recordset(NULL::customers, u->'customers')
        ON CONFLICT (id) DO UPDATE SET (
            name, preferred_name, pronunciation, organisation, preferred_channel,
            accessibility, do_not_contact, safety
        ) = ROW (
            excluded.name, excluded.preferred_name, excluded.pronunciation,
            excluded.organisation, excluded.preferred_channel, excluded.accessibility,
            excluded.do_not_contact, excluded.safety
        );
    END IF;
    IF u ? 'contact_points' THEN
        INSERT INTO contact_points
        SELECT * FROM jsonb_populate_recordset(NULL::contact_points, u->'contact_points')
        ON CONFLICT (kind, value) DO UPDATE SET customer_id = excluded.customer_id;
    END IF;
    IF u ? 'case_texts' THEN
        INSERT INTO case_texts
        SELECT * FROM jsonb_populate_recordset(NULL::case_texts, u->'case_texts')
        ON CONFLICT (case_id) DO UPDATE SET (
            subject, summary
        ) = ROW (
            excluded.subject, excluded.summary
        );
    END IF;
    IF u ? 'messages' THEN
        INSERT INTO messages
        SELECT * FROM jsonb_populate_recordset(NULL::messages, u->'messages')
        ON CONFLICT (id) DO UPDATE SET (
            case_id, customer_id, direction, purpose, channel, author, from_name,
            from_address, "to", cc, subject, body, folds, at, rfc_id, in_reply_to,
            command, recalled, held_id, fields
        ) = ROW (
            excluded.case_id, excluded.customer_id, excluded.direction,
            excluded.purpose, excluded.channel, excluded.author, excluded.from_name,
            excluded.from_address, excluded."to", excluded.cc, excluded.subject,
            excluded.body, excluded.folds, excluded.at, excluded.rfc_id,
            excluded.in_reply_to, excluded.command, excluded.recalled, excluded.held_id,
            excluded.fields
        );
    END IF;
    IF u ? 'parts' THEN
        INSERT INTO parts
        SELECT * FROM jsonb_populate_recordset(NULL::parts, u->'parts')
        ON CONFLICT (id) DO UPDATE SET (
            message_id, kind, filename, mime, size, sha256
        ) = ROW (
            excluded.message_id, excluded.kind, excluded.filename, excluded.mime,
            excluded.size, excluded.sha256
        );
    END IF;
    IF u ? 'outbox' THEN
        INSERT INTO outbox
        SELECT * FROM jsonb_populate_recordset(NULL::outbox, u->'outbox')
        ON CONFLICT (message_id) DO UPDATE SET (
            recipients, rfc_id, raw
        ) = ROW (
            excluded.recipients, excluded.rfc_id, excluded.raw
        );
    END IF;
    IF u ? 'answers' THEN
        INSERT INTO answers
        SELECT * FROM jsonb_populate_recordset(NULL::answers, u->'answers')
        ON CONFLICT (id) DO UPDATE SET (
            kind, name, shortcut, body, language, tags, uses
        ) = ROW (
            excluded.kind, excluded.name, excluded.shortcut, excluded.body,
            excluded.language, excluded.tags, excluded.uses
        );
    END IF;
    IF u ? 'promise_texts' THEN
        INSERT INTO promise_texts
        SELECT * FROM jsonb_populate_recordset(NULL::promise_texts, u->'promise_texts')
        ON CONFLICT (promise_id) DO UPDATE SET text = excluded.text;
    END IF;
    IF u ? 'setups' THEN
        INSERT INTO setups
        SELECT * FROM jsonb_populate_recordset(NULL::setups, u->'setups')
        ON CONFLICT (version) DO UPDATE SET body = excluded.body;
    END IF;
    IF u ? 'setups' THEN
        PERFORM take_setup((x->>'body')::jsonb)
            FROM jsonb_array_elements(u->'setups') AS x
            WHERE (x->>'version')::bigint = (SELECT max(s.version) FROM setups AS s);
    END IF;
END $$;
