-- An organiser's word for somebody new; who was known before needs none.
ALTER TABLE members ADD COLUMN accepted INTEGER NOT NULL DEFAULT 1 CHECK (accepted IN (0, 1));
