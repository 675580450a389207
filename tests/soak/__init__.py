"""A day in the life, sixty times: make soak."""
