-- The ledger, version 1. Every table is append-only: a change is a new row, a withdrawal or an undoing has its own row.
-- payload: JSON of the model's dataclass (model/codec.py). The other columns exist to find rows by.
-- Every row but those of snapshot_entries is named in the journal with the sha256 of its columns.

PRAGMA application_id = 1179667534; -- "FPLN"

CREATE TABLE journal (
    sequence      INTEGER PRIMARY KEY AUTOINCREMENT, -- sqlite_sequence then remembers lines cut off at the end
    at            TEXT NOT NULL,
    by            TEXT NOT NULL,
    action        TEXT NOT NULL,
    subject       TEXT NOT NULL,
    detail        TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash          TEXT NOT NULL UNIQUE
);

CREATE TABLE files (
    id     INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    size   INTEGER NOT NULL
);

CREATE TABLE register_versions (
    id      INTEGER PRIMARY KEY, -- the version
    payload TEXT NOT NULL
);

CREATE TABLE register_rows (
    id      INTEGER PRIMARY KEY,
    version INTEGER NOT NULL REFERENCES register_versions (id),
    number  TEXT NOT NULL,
    payload TEXT, -- NULL: no longer on the register from this version on
    UNIQUE (number, version)
);

CREATE TABLE distributions (
    id      INTEGER PRIMARY KEY,
    year    INTEGER NOT NULL,
    form    TEXT NOT NULL,
    project TEXT NOT NULL,
    payload TEXT NOT NULL
);
CREATE INDEX distributions_by_project ON distributions (year, form, project);

CREATE TABLE receipts (
    id      INTEGER PRIMARY KEY,
    year    INTEGER NOT NULL,
    file    TEXT NOT NULL,
    payload TEXT NOT NULL
);
CREATE INDEX receipts_by_file ON receipts (year, file);

CREATE TABLE submissions (
    id          INTEGER PRIMARY KEY,
    year        INTEGER NOT NULL,
    form        TEXT NOT NULL,
    project     TEXT NOT NULL,
    version     INTEGER NOT NULL,
    verdict     TEXT NOT NULL,
    received_at TEXT NOT NULL,
    sha256      TEXT NOT NULL,
    payload     TEXT NOT NULL,
    UNIQUE (year, project, version)
);
-- Covers the rule of `current`, so that it never touches the payloads of older versions.
CREATE INDEX submissions_by_form ON submissions (year, form, project, version, verdict);

CREATE TABLE settlements (
    id      INTEGER PRIMARY KEY,
    year    INTEGER NOT NULL,
    project TEXT NOT NULL,
    action  TEXT NOT NULL,
    version INTEGER NOT NULL,
    payload TEXT NOT NULL
);
CREATE INDEX settlements_by_project ON settlements (year, project, action, version);

CREATE TABLE decisions (
    id      INTEGER PRIMARY KEY,
    year    INTEGER NOT NULL,
    meeting TEXT NOT NULL,
    payload TEXT NOT NULL
);
CREATE INDEX decisions_by_meeting ON decisions (year, meeting);

CREATE TABLE undone_decisions (
    id       INTEGER PRIMARY KEY,
    decision INTEGER NOT NULL UNIQUE REFERENCES decisions (id),
    at       TEXT NOT NULL,
    by       TEXT NOT NULL,
    reason   TEXT NOT NULL
);

CREATE TABLE snapshots (
    id             INTEGER PRIMARY KEY,
    year           INTEGER NOT NULL,
    meeting        TEXT NOT NULL,
    version        INTEGER NOT NULL,
    entries_sha256 TEXT NOT NULL,
    payload        TEXT NOT NULL,
    UNIQUE (year, meeting, version)
);

CREATE TABLE snapshot_entries (
    snapshot INTEGER NOT NULL REFERENCES snapshots (id),
    position INTEGER NOT NULL,
    payload  TEXT NOT NULL,
    PRIMARY KEY (snapshot, position)
) WITHOUT ROWID;

CREATE TABLE publications (
    id      INTEGER PRIMARY KEY,
    year    INTEGER NOT NULL,
    payload TEXT NOT NULL
);

-- Append-only, whoever opens the file.
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER files_no_update BEFORE UPDATE ON files BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER files_no_delete BEFORE DELETE ON files BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER register_versions_no_update BEFORE UPDATE ON register_versions BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER register_versions_no_delete BEFORE DELETE ON register_versions BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER register_rows_no_update BEFORE UPDATE ON register_rows BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER register_rows_no_delete BEFORE DELETE ON register_rows BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER distributions_no_update BEFORE UPDATE ON distributions BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER distributions_no_delete BEFORE DELETE ON distributions BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER receipts_no_update BEFORE UPDATE ON receipts BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER receipts_no_delete BEFORE DELETE ON receipts BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER submissions_no_update BEFORE UPDATE ON submissions BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER submissions_no_delete BEFORE DELETE ON submissions BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER settlements_no_update BEFORE UPDATE ON settlements BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER settlements_no_delete BEFORE DELETE ON settlements BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER decisions_no_update BEFORE UPDATE ON decisions BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER decisions_no_delete BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER undone_decisions_no_update BEFORE UPDATE ON undone_decisions BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER undone_decisions_no_delete BEFORE DELETE ON undone_decisions BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER snapshots_no_update BEFORE UPDATE ON snapshots BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER snapshots_no_delete BEFORE DELETE ON snapshots BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER snapshot_entries_no_update BEFORE UPDATE ON snapshot_entries BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER snapshot_entries_no_delete BEFORE DELETE ON snapshot_entries BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER publications_no_update BEFORE UPDATE ON publications BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER publications_no_delete BEFORE DELETE ON publications BEGIN SELECT RAISE(ABORT, 'append-only'); END;
