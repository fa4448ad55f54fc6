-- Version 2: money taken in from 財務会計. Append-only like everything else; what counts for a project is its row of
-- the newest import that has one.

CREATE TABLE finance_imports (
    id      INTEGER PRIMARY KEY,
    year    INTEGER NOT NULL,
    payload TEXT NOT NULL
);
CREATE INDEX finance_imports_by_year ON finance_imports (year);

CREATE TABLE finance_entries (
    id      INTEGER PRIMARY KEY,
    import  INTEGER NOT NULL REFERENCES finance_imports (id),
    project TEXT NOT NULL,
    payload TEXT NOT NULL,
    UNIQUE (import, project)
);

CREATE TRIGGER finance_imports_no_update BEFORE UPDATE ON finance_imports BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER finance_imports_no_delete BEFORE DELETE ON finance_imports BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER finance_entries_no_update BEFORE UPDATE ON finance_entries BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER finance_entries_no_delete BEFORE DELETE ON finance_entries BEGIN SELECT RAISE(ABORT, 'append-only'); END;
