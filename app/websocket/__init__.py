"""Decide what comes in over the websocket: which events, with which arguments, for whom."""
