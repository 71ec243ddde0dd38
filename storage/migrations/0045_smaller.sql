-- The encrypted messages that were done, sixty-four of a session in one row: a client counts the messages of a session
-- up, so most of what a member ever says in a week is a bit each. What was done before is known by `ciphertexts`, which
-- takes no more.
--
-- Kept for good, as those are: a key that was forgotten can come again, and how old a message is, only the homeserver
-- says.

CREATE TABLE ciphertext_blocks (
    block INTEGER PRIMARY KEY,    -- fingerprint of the sender, of the megolm session and of which sixty-four it is
    done INTEGER NOT NULL         -- a bit for each
) STRICT;

-- What is asked of one member, and what was decided in one meeting, is found without looking at all tasks and decisions.
CREATE INDEX task_offers_asked ON task_offers (asked);
CREATE INDEX decisions_of_meeting ON decisions (room_id, meeting) WHERE meeting IS NOT NULL;
