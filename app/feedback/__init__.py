"""Tell people what went wrong: beside a field, or in the banner."""
