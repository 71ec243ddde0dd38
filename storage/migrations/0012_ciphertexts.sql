-- Every encrypted message that was done, so that the homeserver cannot have it done again by repeating it as another event.
--
-- Kept for good. The bot keeps room keys for good, so an old message can be opened at any time; and how old it is, only
-- the homeserver says. A shorter memory would be a date from which on every old command can be repeated. A row takes
-- about 100 bytes: 50 commands a day are 2 MB a year.

CREATE TABLE ciphertexts (
    ciphertext TEXT NOT NULL,  -- megolm session and the message's index in it
    sender TEXT NOT NULL,      -- user id: nobody uses up the messages of others
    PRIMARY KEY (ciphertext, sender)
) STRICT, WITHOUT ROWID;
