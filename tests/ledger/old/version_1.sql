-- A ledger of version 1, made by the code of that version and dumped by SQLite; archive: b'the workbook', b'the second'.
PRAGMA application_id = 1179667534;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE decisions (
    id      INTEGER PRIMARY KEY,
    year    INTEGER NOT NULL,
    meeting TEXT NOT NULL,
    payload TEXT NOT NULL
);
INSERT INTO "decisions" VALUES(1,2025,'honbu','{"id":1,"year":2025,"meeting":"honbu","date":"2026-07-10","project":"","decision":"承認","note":"","approval_no":"デ第12号","by":"鈴木","at":"2026-04-20T10:15:00","snapshot":0,"undone_at":"","undone_by":"","undone_reason":""}');
CREATE TABLE distributions (
    id      INTEGER PRIMARY KEY,
    year    INTEGER NOT NULL,
    form    TEXT NOT NULL,
    project TEXT NOT NULL,
    payload TEXT NOT NULL
);
INSERT INTO "distributions" VALUES(1,2025,'progress','A-01','{"year":2025,"form":"progress","version":"1","project":"A-01","department":"0101","file":"outbox/x.xlsx","identity":"fujiplan|x","printed":{"project_name":"窓口の電子化","budget_total":{"decimal":"1200"}},"due":"2026-04-24","at":"2026-04-20T10:15:00","by":"鈴木"}');
CREATE TABLE files (
    id     INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    size   INTEGER NOT NULL
);
INSERT INTO "files" VALUES(1,'5a2b9b64a46ca5275fb924f9cfbf855573b331d0147173fac141d0fc7a477501',12);
INSERT INTO "files" VALUES(2,'066085a464c84cc7b1517dd07b6004b4808b91236491eebf645e6a6b95436d38',10);
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
INSERT INTO "journal" VALUES(1,'2026-04-20T10:15:00','鈴木','register.save','register/1','{"changed":"2","file_sha256":"cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc","row":"1","sha256":"dba145fa25da475d380f04dc90e3fe284b7b2e1b26666c833ccd234577b51a82","table":"register_versions"}','0000000000000000000000000000000000000000000000000000000000000000','dafe6d96d5dfb6ac1d15d604c0806133f66776c65cd906e51d4b5c4c3cfbe8b0');
INSERT INTO "journal" VALUES(2,'2026-04-20T10:15:00','鈴木','register.project','register/1/A-01','{"row":"1","sha256":"4f8564926db67ccb750d421072a7a39e492645ef1c5c84983a19ae1e1870f78d","table":"register_rows"}','dafe6d96d5dfb6ac1d15d604c0806133f66776c65cd906e51d4b5c4c3cfbe8b0','6beef2f70fb560c1bfb675ea9f38edef1a25163ce01e160c91e54e5d03f5f9ea');
INSERT INTO "journal" VALUES(3,'2026-04-20T10:15:00','鈴木','register.project','register/1/A-02','{"row":"2","sha256":"d0ea204ccb57661ca0ba50418c4db10b783d4702840bd4c598cc8729bdb0320f","table":"register_rows"}','6beef2f70fb560c1bfb675ea9f38edef1a25163ce01e160c91e54e5d03f5f9ea','1de211a45ae5589d4e4adcf2b4c27047a139fcb546f17724605cb4648442c53c');
INSERT INTO "journal" VALUES(4,'2026-04-20T10:15:00','鈴木','distribution.add','2025/progress/A-01','{"row":"1","sha256":"4e94a0da463636fa81c1ecad374f146a93913dabf4248e2b69fd415808703fd1","table":"distributions"}','1de211a45ae5589d4e4adcf2b4c27047a139fcb546f17724605cb4648442c53c','ed85407b3461b4b683a1a6fd57a090026e20516bd5012c299b7540854b2b4a7f');
INSERT INTO "journal" VALUES(5,'2026-04-20T10:15:00','鈴木','archive.add','5a2b9b64a46ca5275fb924f9cfbf855573b331d0147173fac141d0fc7a477501','{"row":"1","sha256":"929f1347e8b6c262ced4df447dbe5bf0c2eb530ff76061801025b0c71a705f58","size":"12","table":"files"}','ed85407b3461b4b683a1a6fd57a090026e20516bd5012c299b7540854b2b4a7f','6cbbcbd9b76f5fea63a1905e4021e883dfaea6cd78f1e32b1e9fdcf8de840ddd');
INSERT INTO "journal" VALUES(6,'2026-04-20T10:15:00','鈴木','submission.add','2025/A-01/1','{"file_sha256":"5a2b9b64a46ca5275fb924f9cfbf855573b331d0147173fac141d0fc7a477501","form":"progress","row":"1","sha256":"0a641cf67c9f9989c5470693d8e514626ba433a39f259416c0d4536d18f58b7c","table":"submissions","verdict":"accepted"}','6cbbcbd9b76f5fea63a1905e4021e883dfaea6cd78f1e32b1e9fdcf8de840ddd','af7fbec13f5434a3274011a20cb963ad2d6a9361d79d430da4a7394a9ae04169');
INSERT INTO "journal" VALUES(7,'2026-04-20T10:15:00','鈴木','receipt.add','2025/','{"file_sha256":"5a2b9b64a46ca5275fb924f9cfbf855573b331d0147173fac141d0fc7a477501","reason":"","row":"1","sha256":"fe907e479a61e5e92200f1b69059c90f249f59efadaef960d1e2c3eba0561163","table":"receipts","verdict":"accepted"}','af7fbec13f5434a3274011a20cb963ad2d6a9361d79d430da4a7394a9ae04169','b8626ee7cdbd03330a21394c9a253bab018c3a31a202d519e016724b32b48ccb');
INSERT INTO "journal" VALUES(8,'2026-04-20T10:15:00','鈴木','settlement.add','2025/A-01','{"action":"value","field":"executed","row":"1","sha256":"61d9af6faa9e6284f869ba538570905a68685da9937652e31d028e124c95527a","table":"settlements","version":"0"}','b8626ee7cdbd03330a21394c9a253bab018c3a31a202d519e016724b32b48ccb','8ebeafd3538228cb1ff6692816077e2353b8efe90467f9b00f46a42e176bb171');
INSERT INTO "journal" VALUES(9,'2026-04-20T10:15:00','鈴木','decision.add','2025/honbu','{"decision":"承認","project":"","row":"1","sha256":"eb2cb6b32aebd6dba17e6fcdcb18475dc73ddaf4583a8b8ccf69e1b9ce1bf0ec","snapshot":"0","table":"decisions"}','8ebeafd3538228cb1ff6692816077e2353b8efe90467f9b00f46a42e176bb171','d18edff2cfeb45dfc9e3eb54db50479e3f62fab0dde338579428b707d19f5065');
INSERT INTO "journal" VALUES(10,'2026-04-20T10:15:00','鈴木','publication.add','2025','{"manifest_sha256":"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff","row":"1","sha256":"91ad49e251a2428737d8226d667b2fa658a30d486ba8a5c36485793a28c5c896","snapshot":"1","table":"publications"}','d18edff2cfeb45dfc9e3eb54db50479e3f62fab0dde338579428b707d19f5065','63122e1b6465997f4d1c0e88d571f316584bca3d29225e3c68defa29248220b8');
INSERT INTO "journal" VALUES(11,'2026-05-01T09:00:00','佐藤','register.save','register/2','{"changed":"1","file_sha256":"dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd","row":"2","sha256":"9097bd7913e0a66f6049349bd42e57a8292c431aa0bb8af445c6e9094c1b580e","table":"register_versions"}','63122e1b6465997f4d1c0e88d571f316584bca3d29225e3c68defa29248220b8','1374cb0a6e12608f9fbbd3e1fece63f1164573b3b8c02b10830c092cf4318c10');
INSERT INTO "journal" VALUES(12,'2026-05-01T09:00:00','佐藤','register.project','register/2/A-02','{"gone":"1","row":"3","sha256":"8c1d1666bbbb2cd4c1ab46be76486ece40199205706c857ea6692ebefbd6172a","table":"register_rows"}','1374cb0a6e12608f9fbbd3e1fece63f1164573b3b8c02b10830c092cf4318c10','a83734512c8b152c3ae9c42d034af2bf8095df70c90c45ab45dbfc7a88360de4');
INSERT INTO "journal" VALUES(13,'2026-05-01T09:00:00','佐藤','archive.add','066085a464c84cc7b1517dd07b6004b4808b91236491eebf645e6a6b95436d38','{"row":"2","sha256":"f550fa9b8e277e7edd20972d936b730bebfb156e5f240c53fa79fdf39e470d32","size":"10","table":"files"}','a83734512c8b152c3ae9c42d034af2bf8095df70c90c45ab45dbfc7a88360de4','f6bca364af38920cb8dcd6feea9a46c3f9c126d8489df6561b8e1f887dca3e45');
INSERT INTO "journal" VALUES(14,'2026-05-01T09:00:00','佐藤','submission.add','2025/A-01/2','{"file_sha256":"066085a464c84cc7b1517dd07b6004b4808b91236491eebf645e6a6b95436d38","form":"progress","row":"2","sha256":"ff5711363b153683bb2aa535995a51f06825552996a250ce29b3c80ffeeb9466","table":"submissions","verdict":"accepted"}','f6bca364af38920cb8dcd6feea9a46c3f9c126d8489df6561b8e1f887dca3e45','fb7241478f4a0b82fa42cd6c820aaec0d6c5bb0e859fb20aa02c97876bb39179');
INSERT INTO "journal" VALUES(15,'2026-05-01T09:00:00','佐藤','decision.undo','1','{"row":"1","sha256":"16b4900ef758c834f4fec7a95408d4e47e63ed9717354f3c72e0befaf5409e92","table":"undone_decisions"}','fb7241478f4a0b82fa42cd6c820aaec0d6c5bb0e859fb20aa02c97876bb39179','0f429751d03219ea6daf997d3d6d3b2b7353fae1d4722cd4277698d0721d1141');
INSERT INTO "journal" VALUES(16,'2026-05-01T09:00:00','佐藤','snapshot.add','2025/wg/1','{"entries":"1","method":"revised","method_sha256":"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee","row":"1","sha256":"068367dee3c48fea2dc982119e6ec28408ee9543d0dfd636a71e986ca3733bf3","table":"snapshots"}','0f429751d03219ea6daf997d3d6d3b2b7353fae1d4722cd4277698d0721d1141','b64868450254659981fea7b63625320d4cbdb9d1bae31259b2679be851af83a2');
CREATE TABLE publications (
    id      INTEGER PRIMARY KEY,
    year    INTEGER NOT NULL,
    payload TEXT NOT NULL
);
INSERT INTO "publications" VALUES(1,2025,'{"year":2025,"snapshot":1,"council_date":"2026-07-20","published_on":"2026-07-21","manifest_sha256":"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff","by":"鈴木","at":"2026-04-20T10:15:00","id":1}');
CREATE TABLE receipts (
    id      INTEGER PRIMARY KEY,
    year    INTEGER NOT NULL,
    file    TEXT NOT NULL,
    payload TEXT NOT NULL
);
INSERT INTO "receipts" VALUES(1,2025,'inbox/2025/回答.xlsx','{"year":2025,"file":"inbox/2025/回答.xlsx","sha256":"5a2b9b64a46ca5275fb924f9cfbf855573b331d0147173fac141d0fc7a477501","size":10,"received_at":"2026-04-20T10:15:00","modified_at":"2026-04-19T09:00:00","verdict":"accepted","reason":"","sheet":"","form":"","form_version":"","project":"","department":"","submission_version":1,"findings":[],"id":1}');
CREATE TABLE register_rows (
    id      INTEGER PRIMARY KEY,
    version INTEGER NOT NULL REFERENCES register_versions (id),
    number  TEXT NOT NULL,
    payload TEXT, -- NULL: no longer on the register from this version on
    UNIQUE (number, version)
);
INSERT INTO "register_rows" VALUES(1,1,'A-01','{"number":"A-01","name":"窓口の電子化","type":"開発型","goal":"G1","measure":"M1","start_year":2022,"end_year":2026,"department":"0101","co_departments":[],"account":"","budget_account":"","budget_department":"","zero_reason":"","disclosure":"公表","disclosure_ground":"","disclosure_until":null,"contract_end":null,"live_from":null,"repeated":false,"predecessors":[],"successors":[],"priority":false,"summary":"","personal_info":"","system_zone":"","staff_band":"","indicators":[{"number":1,"kind":"成果指標","name":"利用率","unit":"％","direction":"増","base":{"decimal":"1.50"},"base_year":2021,"final":{"decimal":"80"},"final_year":2026,"tolerance":null}],"years":{"2025":{"year":2025,"planned_stage":"S5","plan":"窓口を広げる","targets":{"1":{"decimal":"64.25"}},"targets_original":{"1":{"decimal":"70"}},"target_reasons":{},"money":{}}},"extra":{}}');
INSERT INTO "register_rows" VALUES(2,1,'A-02','{"number":"A-02","name":"防災情報","type":"開発型","goal":"G1","measure":"M1","start_year":2022,"end_year":2026,"department":"0101","co_departments":[],"account":"","budget_account":"","budget_department":"","zero_reason":"","disclosure":"公表","disclosure_ground":"","disclosure_until":null,"contract_end":null,"live_from":null,"repeated":false,"predecessors":[],"successors":[],"priority":false,"summary":"","personal_info":"","system_zone":"","staff_band":"","indicators":[{"number":1,"kind":"成果指標","name":"利用率","unit":"％","direction":"増","base":{"decimal":"1.50"},"base_year":2021,"final":{"decimal":"80"},"final_year":2026,"tolerance":null}],"years":{"2025":{"year":2025,"planned_stage":"S5","plan":"窓口を広げる","targets":{"1":{"decimal":"64.25"}},"targets_original":{"1":{"decimal":"70"}},"target_reasons":{},"money":{}}},"extra":{}}');
INSERT INTO "register_rows" VALUES(3,2,'A-02',NULL);
CREATE TABLE register_versions (
    id      INTEGER PRIMARY KEY, -- the version
    payload TEXT NOT NULL
);
INSERT INTO "register_versions" VALUES(1,'{"version":1,"source":"register.xlsx","sha256":"cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc","reason":"初回","by":"鈴木","at":"2026-04-20T10:15:00","changed":2}');
INSERT INTO "register_versions" VALUES(2,'{"version":2,"source":"register.xlsx","sha256":"dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd","reason":"2回目","by":"佐藤","at":"2026-05-01T09:00:00","changed":1}');
CREATE TABLE settlements (
    id      INTEGER PRIMARY KEY,
    year    INTEGER NOT NULL,
    project TEXT NOT NULL,
    action  TEXT NOT NULL,
    version INTEGER NOT NULL,
    payload TEXT NOT NULL
);
INSERT INTO "settlements" VALUES(1,2025,'A-01','value',0,'{"year":2025,"project":"A-01","field":"executed","action":"value","value":{"decimal":"12.5"},"reason":"電話で確認","by":"鈴木","at":"2026-04-20T10:15:00","version":0,"id":1}');
CREATE TABLE snapshot_entries (
    snapshot INTEGER NOT NULL REFERENCES snapshots (id),
    position INTEGER NOT NULL,
    payload  TEXT NOT NULL,
    PRIMARY KEY (snapshot, position)
) WITHOUT ROWID;
INSERT INTO "snapshot_entries" VALUES(1,0,'{"project":{"number":"A-01","name":"窓口の電子化","type":"開発型","goal":"G1","measure":"M1","start_year":2022,"end_year":2026,"department":"0101","co_departments":[],"account":"","budget_account":"","budget_department":"","zero_reason":"","disclosure":"公表","disclosure_ground":"","disclosure_until":null,"contract_end":null,"live_from":null,"repeated":false,"predecessors":[],"successors":[],"priority":false,"summary":"","personal_info":"","system_zone":"","staff_band":"","indicators":[{"number":1,"kind":"成果指標","name":"利用率","unit":"％","direction":"増","base":{"decimal":"1.50"},"base_year":2021,"final":{"decimal":"80"},"final_year":2026,"tolerance":null}],"years":{"2025":{"year":2025,"planned_stage":"S5","plan":"窓口を広げる","targets":{"1":{"decimal":"64.25"}},"targets_original":{"1":{"decimal":"70"}},"target_reasons":{},"money":{}}},"extra":{}},"record":{"project":"A-01","year":2025,"version":2,"eval_stage":"S5","has_budget":true,"verdict":"review","facts":{"kpi_1_pending":{"value":{"month":"2026-06"},"source":{"kind":"sheet","file":"a.xlsx","sha256":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","sheet":"調書","cell":"D3","at":"","by":"","reason":""},"raw":"R8.6","repairs":[],"faulty":false,"marked":true}},"findings":[],"repeated":false,"newer_returned":false},"department":"総務部 デジタル戦略課","department_then":"総務部 情報政策課","division":"総務部","cards":{"self":{"project":"A-01","year":2025,"method":"revised","method_sha256":"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee","eval_stage":"S5","stage":"S5","status":"計画どおり","view":"self","items":[{"item":"cost","title":"経費","weight":15,"applicable":true,"answered":true,"level":{"fraction":"7/3"},"level_before":{"fraction":"4"},"source":"computed","basis":"","rule":"d ≤ 0.10","evidence":[],"indicators":[],"points":{"fraction":"0"}}],"answered_weight":{"fraction":"100/3"},"exact":{"fraction":"700/9"},"score":{"decimal":"77.8"},"grade":"B","provisional":true,"range":[{"decimal":"70.0"},{"decimal":"85.5"}],"caps":[],"marked":false,"repeated":false,"rank":1,"rank_of":9,"warnings":[]}},"view":"self","previous":{"project":"A-01","year":2025,"method":"revised","method_sha256":"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee","eval_stage":"S5","stage":"S5","status":"計画どおり","view":"approved","items":[{"item":"cost","title":"経費","weight":15,"applicable":true,"answered":true,"level":{"fraction":"7/3"},"level_before":{"fraction":"4"},"source":"computed","basis":"","rule":"d ≤ 0.10","evidence":[],"indicators":[],"points":{"fraction":"0"}}],"answered_weight":{"fraction":"100/3"},"exact":{"fraction":"700/9"},"score":{"decimal":"77.8"},"grade":"B","provisional":true,"range":[{"decimal":"70.0"},{"decimal":"85.5"}],"caps":[],"marked":false,"repeated":false,"rank":1,"rank_of":9,"warnings":[]},"submission":"","comment":"","open_findings":[]}');
CREATE TABLE snapshots (
    id             INTEGER PRIMARY KEY,
    year           INTEGER NOT NULL,
    meeting        TEXT NOT NULL,
    version        INTEGER NOT NULL,
    entries_sha256 TEXT NOT NULL,
    payload        TEXT NOT NULL,
    UNIQUE (year, meeting, version)
);
INSERT INTO "snapshots" VALUES(1,2025,'wg',1,'23ea86cc7c0506a9c76326fbd8d9f577dac4c94c557e830ceeedb0ac2428fbea','{"id":1,"year":2025,"meeting":"wg","version":1,"frozen_on":"2026-05-20","by":"鈴木","method":"revised","method_sha256":"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee","money_kind":"決算見込","entries":[],"departments_total":30,"departments_answered":29,"decisions":[],"extra":{"date":"これは日付ではない"}}');
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
INSERT INTO "submissions" VALUES(1,2025,'progress','A-01',1,'accepted','2026-04-20T10:15:00','5a2b9b64a46ca5275fb924f9cfbf855573b331d0147173fac141d0fc7a477501','{"file":"inbox/2025/回答.xlsx","sha256":"5a2b9b64a46ca5275fb924f9cfbf855573b331d0147173fac141d0fc7a477501","sheet":"進行管理調書","form":"progress","version":"1","year":2025,"project":"A-01","department":"0101","verdict":"accepted","answers":{"kpi_1_actual":{"field":"kpi_1_actual","value":{"decimal":"123"},"raw":"１２３","place":{"file":"inbox/2025/回答.xlsx","sheet":"進行管理調書","cell":"D18"},"repairs":[{"rule":"width","raw":"１２３","repaired":"123"}],"faulty":false}},"findings":[{"code":"cell.width","severity":"repair","place":{"file":"inbox/2025/回答.xlsx","sheet":"進行管理調書","cell":"D18"},"field":"kpi_1_actual","value":"１２３","params":{"date":"令和7年","month":"x"}}],"eval_stage":"S5","facts":["has_budget","kpi_1"]}');
INSERT INTO "submissions" VALUES(2,2025,'progress','A-01',2,'accepted','2026-05-01T09:00:00','066085a464c84cc7b1517dd07b6004b4808b91236491eebf645e6a6b95436d38','{"file":"inbox/2025/回答.xlsx","sha256":"066085a464c84cc7b1517dd07b6004b4808b91236491eebf645e6a6b95436d38","sheet":"進行管理調書","form":"progress","version":"1","year":2025,"project":"A-01","department":"0101","verdict":"accepted","answers":{"kpi_1_actual":{"field":"kpi_1_actual","value":{"decimal":"123"},"raw":"１２３","place":{"file":"inbox/2025/回答.xlsx","sheet":"進行管理調書","cell":"D18"},"repairs":[{"rule":"width","raw":"１２３","repaired":"123"}],"faulty":false}},"findings":[],"eval_stage":"S5","facts":["has_budget","kpi_1"]}');
CREATE TABLE undone_decisions (
    id       INTEGER PRIMARY KEY,
    decision INTEGER NOT NULL UNIQUE REFERENCES decisions (id),
    at       TEXT NOT NULL,
    by       TEXT NOT NULL,
    reason   TEXT NOT NULL
);
INSERT INTO "undone_decisions" VALUES(1,1,'2026-05-01T09:00:00','佐藤','誤り');
CREATE INDEX distributions_by_project ON distributions (year, form, project);
CREATE INDEX receipts_by_file ON receipts (year, file);
CREATE INDEX submissions_by_form ON submissions (year, form, project, version, verdict);
CREATE INDEX settlements_by_project ON settlements (year, project, action, version);
CREATE INDEX decisions_by_meeting ON decisions (year, meeting);
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
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('journal',16);
COMMIT;
