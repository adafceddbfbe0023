"""One person for staff: every fact, the history, and what may be done."""
