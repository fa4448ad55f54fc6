-- Version 3: acts outside the sheets (hearings, advice, revisions, disposals), each with its kind. Append-only; what is
-- taken back stays, with who took it back and why.

CREATE TABLE acts (
    id      INTEGER PRIMARY KEY,
    kind    TEXT NOT NULL,
    year    INTEGER NOT NULL,
    subject TEXT NOT NULL,
    payload TEXT NOT NULL
);
CREATE INDEX acts_by_kind ON acts (kind, year);

CREATE TABLE undone_acts (
    id     INTEGER PRIMARY KEY,
    act    INTEGER NOT NULL UNIQUE REFERENCES acts (id),
    at     TEXT NOT NULL,
    by     TEXT NOT NULL,
    reason TEXT NOT NULL
);

CREATE TRIGGER acts_no_update BEFORE UPDATE ON acts BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER acts_no_delete BEFORE DELETE ON acts BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER undone_acts_no_update BEFORE UPDATE ON undone_acts BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER undone_acts_no_delete BEFORE DELETE ON undone_acts BEGIN SELECT RAISE(ABORT, 'append-only'); END;
