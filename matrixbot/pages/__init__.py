"""Pages of strangers, whose titles are read where the operator allows that: no Matrix, no board."""
