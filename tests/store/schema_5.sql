-- A store as tables of version 5 had it, with a few rows. Released versions never change: this file stays as it is.
PRAGMA application_id = 1380142404;
BEGIN TRANSACTION;
CREATE TABLE access (
    account_id INTEGER PRIMARY KEY REFERENCES accounts (account_id) ON DELETE CASCADE, libraries TEXT,
    restriction TEXT NOT NULL DEFAULT '{}', age_cap INTEGER, allowed TEXT NOT NULL DEFAULT '[]') STRICT;
INSERT INTO "access" VALUES(101,'["1"]','{"profile": "teen", "movies_allowed": ["g", "pg"]}',12,'[]');
CREATE TABLE accounts (
    account_id INTEGER PRIMARY KEY, name TEXT NOT NULL, username TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('owner', 'home', 'managed', 'friend', 'unknown')),
    watched_stamp TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO "accounts" VALUES(1,'Ana','ana','owner','ee7cd00cafb9eac1fdebb68a');
INSERT INTO "accounts" VALUES(101,'Bruno','bruno.k','home','2a49bdc889957926e08a1411');
CREATE TABLE external_ids (
    item_id INTEGER NOT NULL REFERENCES items (item_id) ON DELETE CASCADE, position INTEGER NOT NULL,
    external_id TEXT NOT NULL, PRIMARY KEY (item_id, position)) STRICT, WITHOUT ROWID;
CREATE TABLE history (
    history_key TEXT PRIMARY KEY, account_id INTEGER NOT NULL REFERENCES accounts (account_id) ON DELETE CASCADE,
    type TEXT NOT NULL CHECK (type IN ('movie', 'episode')), title TEXT NOT NULL, viewed_at INTEGER,
    sent_item_id INTEGER, sent_series_id INTEGER, series_title TEXT NOT NULL, season INTEGER, episode INTEGER,
    library_id TEXT, folded TEXT NOT NULL,
    item_id INTEGER REFERENCES items (item_id), matched_by TEXT CHECK (matched_by IN ('id', 'title')),
    counted INTEGER NOT NULL DEFAULT 1) STRICT;
INSERT INTO "history" VALUES('a',1,'movie','Heat',1768032000,1,NULL,'',NULL,NULL,NULL,'heat',1,'id',1);
INSERT INTO "history" VALUES('b',101,'movie','Alien',1768039200,2,NULL,'',NULL,NULL,NULL,'alien',2,'id',1);
INSERT INTO "history" VALUES('c',1,'episode','Episode 1',1768041000,NULL,3,'Dark',1,1,NULL,'dark',3,'id',1);
CREATE TABLE items (
    item_id INTEGER PRIMARY KEY, guid TEXT NOT NULL, type TEXT NOT NULL CHECK (type IN ('movie', 'show')),
    title TEXT NOT NULL, library_id TEXT NOT NULL REFERENCES libraries (library_id),
    sort_title TEXT NOT NULL, original_title TEXT NOT NULL, edition TEXT NOT NULL, year INTEGER, runtime_min REAL,
    summary TEXT NOT NULL, tagline TEXT NOT NULL, content_rating TEXT NOT NULL, studio TEXT NOT NULL,
    episode_count INTEGER, thumb TEXT NOT NULL, added_at INTEGER, updated_at INTEGER,
    folded TEXT NOT NULL, digest TEXT NOT NULL,
    title_id INTEGER NOT NULL REFERENCES items (item_id), gone_at INTEGER, content_rating_age INTEGER, released TEXT, latest_release TEXT) STRICT;
INSERT INTO "items" VALUES(1,'plex://movie/1','movie','Heat','1','','','',1995,NULL,'A heist.','','','',NULL,'',NULL,NULL,'heat','9d2f318c64089b23a322bfc2',1,NULL,NULL,NULL,NULL);
INSERT INTO "items" VALUES(2,'plex://movie/2','movie','Alien','1','','','',1979,NULL,'','','','',NULL,'',NULL,NULL,'alien','261691500112666246fcb22c',2,NULL,NULL,NULL,NULL);
INSERT INTO "items" VALUES(3,'plex://show/3','show','Dark','2','','','',NULL,NULL,'','','','',26,'',NULL,NULL,'dark','180cf753ca9245847158104c',3,NULL,NULL,NULL,NULL);
CREATE TABLE libraries (
    library_id TEXT PRIMARY KEY, title TEXT NOT NULL, type TEXT NOT NULL CHECK (type IN ('movie', 'show')),
    agent TEXT NOT NULL, position INTEGER NOT NULL, gone_at INTEGER) STRICT;
INSERT INTO "libraries" VALUES('1','Films','movie','tv.plex.agents.movie',0,NULL);
INSERT INTO "libraries" VALUES('2','Series','show','tv.plex.agents.series',1,NULL);
INSERT INTO "libraries" VALUES('3','Films 4K','movie','tv.plex.agents.movie',2,NULL);
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO "meta" VALUES('client_id','0123456789abcdef0123456789abcdef');
INSERT INTO "meta" VALUES('demo','0');
INSERT INTO "meta" VALUES('history_complete','1');
INSERT INTO "meta" VALUES('machine_id','machine-1');
INSERT INTO "meta" VALUES('server_name','Attic');
INSERT INTO "meta" VALUES('server_version','1.43');
INSERT INTO "meta" VALUES('states_complete','[1]');
INSERT INTO "meta" VALUES('titles_stamp','1');
CREATE TABLE migrations (
    version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT;
INSERT INTO "migrations" VALUES(1,'first tables',1772000000);
INSERT INTO "migrations" VALUES(2,'names compared without accents',1700000001);
INSERT INTO "migrations" VALUES(3,'numbers within their ranges',1795870724);
INSERT INTO "migrations" VALUES(4,'who may see what',1795871550);
INSERT INTO "migrations" VALUES(5,'days of release',1795872529);
CREATE TABLE presets (
    account_id INTEGER NOT NULL REFERENCES accounts (account_id) ON DELETE CASCADE, name TEXT NOT NULL,
    folded TEXT NOT NULL, settings TEXT NOT NULL, is_default INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, folded)) STRICT, WITHOUT ROWID;
INSERT INTO "presets" VALUES(1,'Sunday','sunday','{"genres": 1.5}',0);
CREATE TABLE ratings (
    item_id INTEGER NOT NULL REFERENCES items (item_id) ON DELETE CASCADE, position INTEGER NOT NULL,
    source TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('critic', 'audience')), value REAL NOT NULL,
    PRIMARY KEY (item_id, position)) STRICT, WITHOUT ROWID;
CREATE TABLE refreshes (
    refresh_id INTEGER PRIMARY KEY AUTOINCREMENT, started_at INTEGER NOT NULL, finished_at INTEGER,
    outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'failed', 'running')), phase TEXT NOT NULL,
    done INTEGER NOT NULL DEFAULT 0, total INTEGER NOT NULL DEFAULT 0, error TEXT,
    summary TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO "refreshes" VALUES(1,1772000000,1772000009,'ok','starting',0,0,NULL,'items: 3 new');
CREATE TABLE states (
    account_id INTEGER NOT NULL REFERENCES accounts (account_id) ON DELETE CASCADE,
    item_id INTEGER NOT NULL REFERENCES items (item_id) ON DELETE CASCADE,
    plays INTEGER NOT NULL, last_viewed_at INTEGER, rating REAL, PRIMARY KEY (account_id, item_id))
    STRICT, WITHOUT ROWID;
INSERT INTO "states" VALUES(1,2,1,1768032100,8.0);
CREATE TABLE tags (
    item_id INTEGER NOT NULL REFERENCES items (item_id) ON DELETE CASCADE, kind TEXT NOT NULL,
    position INTEGER NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (item_id, kind, position)) STRICT, WITHOUT ROWID;
INSERT INTO "tags" VALUES(1,'genre',0,'Crime');
CREATE INDEX items_by_title ON items (title_id);
CREATE INDEX items_by_name ON items (type, folded, title_id);
CREATE INDEX history_by_account ON history (account_id, viewed_at);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('refreshes',1);
COMMIT;
