"""This device's keys: canonical JSON and signatures, the olm machine and its store, secret storage."""
