-- A slot may have a place of its own; `offer` is the host's offer that the place is.
ALTER TABLE slots ADD COLUMN place TEXT CHECK (place <> '');
ALTER TABLE slots ADD COLUMN offer INTEGER REFERENCES host_offers (id) ON DELETE SET NULL;
