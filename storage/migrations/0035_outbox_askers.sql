-- Who waits behind many others is found without reading what they wait for.
CREATE INDEX outbox_askers ON outbox (chat, coalesce(asker, ''), id) WHERE sent IS NULL AND refused IS NULL;
CREATE INDEX outbox_about ON outbox (about, id) WHERE sent IS NULL AND refused IS NULL AND about IS NOT NULL;
