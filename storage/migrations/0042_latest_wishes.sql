-- Whether a member's wish is the latest one is looked up, not looked for among all wishes for the same speaker.

CREATE INDEX impulse_wishes_latest ON impulse_wishes (impulse, user_id, time, id);
