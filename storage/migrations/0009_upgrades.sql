-- Board rooms that were upgraded: the configuration still names the old one.

CREATE TABLE upgrades (
    old TEXT PRIMARY KEY,
    new TEXT NOT NULL
) STRICT, WITHOUT ROWID;
