CREATE TABLE languages (          -- in which language the assistant speaks with a member alone, where they chose one
    user_id TEXT PRIMARY KEY,
    language TEXT NOT NULL CHECK (language IN ('de', 'en'))
) STRICT;
