-- What is refused keeps no name, so that it can be said again; what stands in its place is told apart; timers whose notice fails are
-- tried again a few times.
ALTER TABLE outbox ADD COLUMN instead INTEGER NOT NULL DEFAULT 0 CHECK (instead IN (0, 1));  -- said in the place of refused words
ALTER TABLE outbox ADD COLUMN forbidden INTEGER;  -- ms: since when the homeserver lets the bot say nothing in that chat
UPDATE outbox SET name = NULL WHERE refused IS NOT NULL;
ALTER TABLE timers ADD COLUMN faults INTEGER NOT NULL DEFAULT 0;  -- how often its notice has failed
