"""What the ledger asks its database. Every value is bound; only names of the room's own tables are put together."""

from __future__ import annotations

REGISTER = """
    SELECT payload FROM register_rows AS row WHERE payload IS NOT NULL AND version =
        (SELECT max(version) FROM register_rows WHERE number = row.number AND version <= ?)
    ORDER BY number
"""
NUMBERS = REGISTER.replace("SELECT payload", "SELECT number", 1)
DISTRIBUTIONS = """
    SELECT payload FROM distributions WHERE id IN
        (SELECT max(id) FROM distributions WHERE year = ? AND form = ? GROUP BY project)
    ORDER BY project
"""
SEEN = """
    SELECT payload FROM receipts WHERE id IN (SELECT max(id) FROM receipts WHERE year = ? GROUP BY file)
    ORDER BY file
"""
WITHDRAWN = """
    coalesce((SELECT act.action FROM settlements AS act WHERE act.year = sent.year AND act.project = sent.project
              AND act.action IN ('withdraw', 'restore') AND act.version = sent.version
              ORDER BY act.id DESC LIMIT 1), '') = 'withdraw'
"""
SUBMISSIONS = f"""
    SELECT version, payload, received_at, {WITHDRAWN} FROM submissions AS sent
    WHERE year = ?1 AND (?2 IS NULL OR project = ?2) ORDER BY project, version
"""
BEST = f"""
    SELECT form, project, max(CASE WHEN verdict <> 'returned' THEN version END) AS good, max(version) AS newest
    FROM submissions AS sent
    WHERE year = ?1 AND %s AND project <> '' AND verdict <> 'rejected' AND NOT {WITHDRAWN}
    GROUP BY form, project
"""
CURRENT = f"""
    WITH best AS ({BEST % "form = ?2"})
    SELECT sent.project, sent.version, sent.payload, best.newest > sent.version
    FROM best JOIN submissions AS sent
        ON sent.year = ?1 AND sent.project = best.project AND sent.version = coalesce(best.good, best.newest)
    ORDER BY sent.project
"""
VERSIONS = f"""
    WITH best AS ({BEST % "(?2 IS NULL OR project = ?2)"})
    SELECT sent.project, sent.form, sent.version, sent.verdict, {WITHDRAWN},
           sent.version IS coalesce(best.good, best.newest)
    FROM submissions AS sent LEFT JOIN best ON best.form = sent.form AND best.project = sent.project
    WHERE sent.year = ?1 AND (?2 IS NULL OR sent.project = ?2) AND sent.project <> ''
    ORDER BY sent.project, sent.version
"""
ANSWERED = f"""
    SELECT DISTINCT project FROM submissions AS sent
    WHERE year = ? AND form = ? AND project <> '' AND verdict <> 'rejected' AND NOT {WITHDRAWN}
"""
DECISIONS = """
    SELECT made.payload, undone.at, undone.by, undone.reason
    FROM decisions AS made LEFT JOIN undone_decisions AS undone ON undone.decision = made.id
    WHERE made.year = ?1 AND (?2 IS NULL OR made.meeting = ?2) AND (?3 OR undone.id IS NULL) ORDER BY made.id
"""
ACTS = """
    SELECT made.payload, undone.at, undone.by, undone.reason
    FROM acts AS made LEFT JOIN undone_acts AS undone ON undone.act = made.id
    WHERE made.kind = ?1 AND (?2 IS NULL OR made.year = ?2) AND (?3 OR undone.id IS NULL) ORDER BY made.id
"""
FINANCE = """
    SELECT entry.project, entry.payload, made.payload
    FROM finance_entries AS entry JOIN finance_imports AS made ON made.id = entry.import
    WHERE entry.import = (SELECT max(other.import) FROM finance_entries AS other JOIN finance_imports AS one
                          ON one.id = other.import WHERE one.year = ?1 AND other.project = entry.project)
    ORDER BY entry.project
"""
FINANCE_ENTRIES = """
    SELECT entry.import, entry.payload FROM finance_entries AS entry JOIN finance_imports AS made
        ON made.id = entry.import
    WHERE made.year = ? ORDER BY entry.import, entry.project
"""
