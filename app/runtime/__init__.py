"""Run commands and queries off the event loop, with bounds, and write the log."""
