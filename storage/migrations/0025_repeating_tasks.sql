-- Tasks that come again by a rule: it goes on to the next one when one of them is done, or its day has come.
ALTER TABLE tasks ADD COLUMN rule TEXT;     -- RFC 5545, without RRULE:
ALTER TABLE tasks ADD COLUMN first TEXT;    -- where the rule begins, local: 2026-12-07, or with a time
ALTER TABLE tasks ADD COLUMN zone TEXT;     -- and the IANA zone it is local in
ALTER TABLE tasks ADD COLUMN turn TEXT      -- which of the rule's dates this one is for, as `due`, wherever that was moved
    CHECK ((rule IS NULL) = (first IS NULL) AND (rule IS NULL) = (zone IS NULL) AND (rule IS NULL) = (turn IS NULL)
           AND (rule IS NULL OR key IS NULL));
ALTER TABLE tasks ADD COLUMN follows INTEGER REFERENCES tasks (id) ON DELETE SET NULL;  -- the one before it
CREATE INDEX tasks_follows ON tasks (follows) WHERE follows IS NOT NULL;
