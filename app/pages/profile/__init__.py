"""Edit one's own profile: the state, and what it shows."""
