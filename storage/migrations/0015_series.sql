-- Meetings that change: dates of a series that differ from its rule, another rule from a date on, what was reopened.

ALTER TABLE meetings ADD COLUMN description TEXT;
ALTER TABLE meetings ADD COLUMN rounds INTEGER NOT NULL DEFAULT 0;  -- how often it was brought back: polls are posted anew

CREATE TABLE moved_dates (               -- single dates of a series that take place at another time than its rule says
    meeting INTEGER NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
    origin TEXT NOT NULL,                -- the start by the rule, local; RECURRENCE-ID in the calendar file
    start TEXT NOT NULL,
    "end" TEXT,
    PRIMARY KEY (meeting, origin),
    UNIQUE (meeting, start)
) STRICT, WITHOUT ROWID;

CREATE TABLE series_parts (              -- the rules that follow the first one of a series, each from its start on
    meeting INTEGER NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
    start TEXT NOT NULL,
    "end" TEXT,
    rule TEXT NOT NULL,                  -- RFC 5545, without RRULE:
    PRIMARY KEY (meeting, start)
) STRICT, WITHOUT ROWID;
