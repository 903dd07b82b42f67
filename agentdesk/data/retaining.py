"""What has been kept longer than the desk's set-up says: the questions, the same for both engines.

Instants are milliseconds UTC. A customer under legal hold is never among what is due.
"""

import msgspec


class Due(msgspec.Struct, frozen=True):
    """Something that has been kept long enough: a case by its number, or a customer by their id."""

    id: int | str
    last_at: int
    """When something last happened to it."""


def due_cases(cutoff: str, limit: str, *, held: bool) -> str:
    """Ask for ended cases whose words are all older than an instant, the lowest number first.

    ``held`` asks for those that a legal hold keeps, instead.
    """
    return f"""
        SELECT c.id, coalesce((SELECT max(m.at) FROM messages AS m WHERE m.case_id = c.id),
                              c.created_at) AS last_at
        FROM cases AS c
        WHERE c.state IN ('resolved', 'closed')
          AND coalesce(c.closed_at, c.resolved_at, c.created_at) < {cutoff}
          AND NOT EXISTS (SELECT 1 FROM removals AS r WHERE r.case_id = c.id)
          AND {_hold(held)} (SELECT 1 FROM legal_holds AS h WHERE h.customer_id = c.customer_id)
          AND NOT EXISTS (SELECT 1 FROM messages AS m
                          WHERE m.case_id = c.id AND m.at >= {cutoff})
          AND NOT EXISTS (SELECT 1 FROM sends AS s
                          WHERE s.case_id = c.id AND s.state IN ('held', 'queued', 'sending'))
        ORDER BY c.id LIMIT {limit}
    """


def due_customers(cutoff: str, limit: str, *, held: bool, largest: str, id_of_body: str) -> str:
    """Ask for customers with whom nothing has happened since an instant, the longest ago first.

    ``largest`` is the engine's function for the largest of some values, ``id_of_body`` how it
    takes the customer's id out of an event's body.
    """
    return f"""
        WITH known AS (
            SELECT {id_of_body} AS id, max(at) AS at FROM events
            WHERE kind IN ('customer.created', 'customer.changed', 'customer.merged',
                           'entitlement.granted')
            GROUP BY 1
        ), active AS (
            SELECT f.id, {largest}(
                coalesce((SELECT k.at FROM known AS k WHERE k.id = f.id), 0),
                coalesce((SELECT max(n.at) FROM consents AS n WHERE n.customer_id = f.id), 0),
                coalesce((SELECT max({largest}(c.created_at, coalesce(c.resolved_at, 0),
                                               coalesce(c.closed_at, 0)))
                          FROM cases AS c WHERE c.customer_id = f.id), 0),
                coalesce((SELECT max(m.at) FROM messages AS m JOIN cases AS c ON c.id = m.case_id
                          WHERE c.customer_id = f.id), 0)) AS last_at
            FROM customer_facts AS f
            WHERE NOT f.erased
              AND NOT EXISTS (SELECT 1 FROM merged_customers AS g WHERE g.id = f.id)
              AND {_hold(held)} (SELECT 1 FROM legal_holds AS h WHERE h.customer_id = f.id)
              AND NOT EXISTS (SELECT 1 FROM cases AS c WHERE c.customer_id = f.id
                              AND c.state NOT IN ('resolved', 'closed'))
              AND NOT EXISTS (SELECT 1 FROM entitlements AS e WHERE e.customer_id = f.id
                              AND (e.ends_at IS NULL OR e.ends_at >= {cutoff}))
        )
        SELECT id, last_at FROM active WHERE last_at < {cutoff}
        ORDER BY last_at, id LIMIT {limit}
    """


def _hold(held: bool) -> str:
    return "EXISTS" if held else "NOT EXISTS"
