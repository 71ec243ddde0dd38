-- Where a file with the dates of an open poll was sent: what it put into calendars is taken out when the date is fixed.
CREATE TABLE tentative_files (
    meeting INTEGER NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
    chat TEXT NOT NULL,
    reader TEXT,                   -- whom the chat is with; NULL in the board room
    PRIMARY KEY (meeting, chat)
) STRICT;
-- Of a series, which of its dates members are asked about (its start, local); NULL where it is no series.
ALTER TABLE meetings ADD COLUMN asked_for TEXT;
