-- Every encrypted message that was done, so that the homeserver cannot have it done again by repeating it as another
-- event: eight bytes of each instead of a hundred, and nobody's user id.
--
-- Kept for good: a key that was forgotten can come again, and how old a message is, only the homeserver says. A shorter
-- memory would be a date from which on every old command can be repeated. A row takes 13 bytes: a hundred commands and
-- votes a week are 70 kB a year.

CREATE TABLE fingerprints (
    fingerprint INTEGER PRIMARY KEY  -- of the sender and of the message's megolm session and index
) STRICT;
INSERT OR IGNORE INTO fingerprints (fingerprint) SELECT fingerprint(sender, ciphertext) FROM ciphertexts;
DROP TABLE ciphertexts;
ALTER TABLE fingerprints RENAME TO ciphertexts;
