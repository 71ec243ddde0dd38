-- Speakers from outside: an idea, who asks them, what came of it. Their meeting and length are those of their point.

CREATE TABLE impulses (
    id INTEGER PRIMARY KEY,
    room_id TEXT NOT NULL,               -- the board room
    number INTEGER NOT NULL,             -- I5
    topic TEXT NOT NULL DEFAULT '',
    person TEXT NOT NULL DEFAULT '',     -- the name of whoever is to speak
    office TEXT NOT NULL DEFAULT '',     -- and where they are from
    state TEXT NOT NULL DEFAULT 'idea'
        CHECK (state IN ('idea', 'asked', 'confirmed', 'declined', 'held', 'dropped')),
    author TEXT NOT NULL,                -- user id
    contact TEXT,                        -- the user id of whoever keeps the contact
    asker TEXT,                          -- the user id of whoever has asked
    until INTEGER,                       -- ms: an answer is expected by then
    point INTEGER REFERENCES topics (id) ON DELETE SET NULL,  -- of which agenda, or in the backlog
    told TEXT NOT NULL DEFAULT '',       -- JSON: the date and place that the contact was told last
    ended INTEGER,                       -- ms: declined, dropped or held since then
    created INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    UNIQUE (room_id, number),
    CHECK (topic <> '' OR person <> '' OR office <> ''),
    CHECK ((state IN ('declined', 'held', 'dropped')) = (ended IS NOT NULL)),
    CHECK (state <> 'asked' OR asker IS NOT NULL)
) STRICT;
CREATE INDEX impulses_state ON impulses (room_id, state, number);
CREATE INDEX impulses_point ON impulses (point) WHERE point IS NOT NULL;

CREATE TABLE impulse_steps (             -- how it came to that
    id INTEGER PRIMARY KEY,
    impulse INTEGER NOT NULL REFERENCES impulses (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('idea', 'asked', 'confirmed', 'declined', 'held', 'dropped')),
    member TEXT NOT NULL,                -- the user id of whoever said it
    time INTEGER NOT NULL,
    note TEXT NOT NULL DEFAULT ''        -- a reason, a meeting (M4) or a day (2027-01-15)
) STRICT;
CREATE INDEX impulse_steps_of ON impulse_steps (impulse);

CREATE TABLE impulse_wishes (            -- who would like to hear it: the latest of a member counts
    id INTEGER PRIMARY KEY,
    impulse INTEGER NOT NULL REFERENCES impulses (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    value INTEGER NOT NULL CHECK (value IN (0, 1)),
    event_id TEXT NOT NULL,
    time INTEGER NOT NULL,               -- origin_server_ts, ms
    message TEXT NOT NULL DEFAULT '',    -- the name of the message on which it stands, as a reaction
    UNIQUE (impulse, event_id)
) STRICT;
CREATE INDEX impulse_wishes_event ON impulse_wishes (event_id);
