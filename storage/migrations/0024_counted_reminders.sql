-- Reminders that are counted from a meeting, or from every one, and the message that one is about.
ALTER TABLE reminders ADD COLUMN "offset" INTEGER;  -- seconds from the meeting, negative before it; NULL is a date of its own
ALTER TABLE reminders ADD COLUMN clock TEXT;        -- whole days are counted, to this local time: 09:00
ALTER TABLE reminders ADD COLUMN anchor INTEGER REFERENCES meetings (id) ON DELETE CASCADE;  -- NULL is every meeting
ALTER TABLE reminders ADD COLUMN resting INTEGER NOT NULL DEFAULT 0;  -- cancelled only as its meeting has no date
ALTER TABLE reminders ADD COLUMN message TEXT;      -- the event id of the message it was set in reply to
CREATE INDEX reminders_counted ON reminders (room_id, anchor) WHERE "offset" IS NOT NULL;
