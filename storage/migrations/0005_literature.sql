-- The board's literature: what is worth reading, with its tags, who has read it, and a full-text index.

CREATE TABLE literature (
    id INTEGER PRIMARY KEY,
    room_id TEXT NOT NULL,
    number INTEGER NOT NULL,      -- L17
    key TEXT,                     -- what makes two addresses the same: normalised, or doi:, arxiv:, isbn:
    address TEXT,                 -- as it was posted
    csl TEXT NOT NULL CHECK (json_valid(csl)),  -- title, authors and so on as CSL-JSON
    note TEXT NOT NULL DEFAULT '',
    adder TEXT NOT NULL,          -- user id
    added INTEGER NOT NULL,       -- ms
    UNIQUE (room_id, number)
) STRICT;
CREATE UNIQUE INDEX literature_key ON literature (room_id, key) WHERE key IS NOT NULL;
CREATE INDEX literature_adder ON literature (room_id, adder, number);

CREATE TABLE literature_tags (
    entry INTEGER NOT NULL REFERENCES literature (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,            -- as it was first written, without #
    folded TEXT NOT NULL,         -- as it is compared
    PRIMARY KEY (entry, folded)
) STRICT, WITHOUT ROWID;
CREATE INDEX literature_tags_folded ON literature_tags (folded, entry);

CREATE TABLE literature_read (
    entry INTEGER NOT NULL REFERENCES literature (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    time INTEGER NOT NULL,        -- ms
    PRIMARY KEY (entry, user_id)
) STRICT, WITHOUT ROWID;

-- rowid is the entry's id. Words with umlauts stand here twice: `Übergang uebergang`.
CREATE VIRTUAL TABLE literature_words USING fts5 (
    title, tags, authors, note, address, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3 4 5'
);
