-- Tasks that come again by a rule: it goes on to the next one when one of them is done, or its day has come.
ALTER TABLE tasks ADD COLUMN rule TEXT;     -- RFC 5545, without RRULE:
ALTER TABLE tasks ADD COLUMN first TEXT;    -- where the rule begins, local: 2026-12-07, or with a time
ALTER TABLE tasks ADD COLUMN zone TEXT;     -- and the IANA zone it is local in
ALTER TABLE tasks ADD COLUMN turn TEXT      -- which of the rule's dates this one is for, as `due`, wherever that was moved
    CHECK ((rule IS NULL) = (first IS NULL) AND (rule IS NULL) = (zone IS NULL) AND (rule IS NULL) = (turn IS NULL)
           AND (rule IS NULL OR key IS NULL));
ALTER TABLE tasks ADD COLUMN follows INTEGER REFERENCES tasks (id) ON DELETE SET NULL;  -- the one before it
CREATE INDEX tasks_follows ON tasks (follows) WHERE follows IS NOT NULL;

-- Whom a meeting's host is asked of, until there is one: the host of an offer, or everybody; or who is to go on from there.
CREATE TABLE host_requests (
    meeting INTEGER PRIMARY KEY REFERENCES meetings (id) ON DELETE CASCADE,
    offer INTEGER REFERENCES host_offers (id) ON DELETE CASCADE,  -- whether it can be that one; NULL: any
    user_id TEXT,                 -- who is asked; NULL: everybody
    time INTEGER NOT NULL,        -- ms
    CHECK (offer IS NULL OR user_id IS NOT NULL)
) STRICT;
CREATE INDEX host_requests_offer ON host_requests (offer) WHERE offer IS NOT NULL;
