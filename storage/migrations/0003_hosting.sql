-- Offers to host a meeting, which of them was accepted for which meeting, and whom or what to pass over.

CREATE TABLE host_offers (
    id INTEGER PRIMARY KEY,
    room_id TEXT NOT NULL,        -- the board room
    number INTEGER NOT NULL,      -- H2
    host TEXT NOT NULL,           -- user id
    place TEXT NOT NULL CHECK (place <> ''),
    dates TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(dates)),  -- [first day, last day or null], ISO 8601; [] is any day
    seats INTEGER CHECK (seats > 0),  -- how many people it holds, NULL where nobody said
    details TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(details)),  -- room, address, equipment, access, note
    created INTEGER NOT NULL,     -- ms
    withdrawn INTEGER,            -- ms
    UNIQUE (room_id, number)
) STRICT;

CREATE TABLE host_choices (       -- a meeting takes place at one offer
    meeting INTEGER PRIMARY KEY REFERENCES meetings (id) ON DELETE CASCADE,
    offer INTEGER NOT NULL REFERENCES host_offers (id) ON DELETE CASCADE,
    place TEXT NOT NULL,          -- as it was written into the meeting: another place there ends the choice
    time INTEGER NOT NULL         -- ms
) STRICT;
CREATE INDEX host_choices_offer ON host_choices (offer);

CREATE TABLE host_skips (         -- members passed over until the next offer is accepted
    room_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (room_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE host_free (          -- meetings that need no host
    meeting INTEGER PRIMARY KEY REFERENCES meetings (id) ON DELETE CASCADE
) STRICT;
