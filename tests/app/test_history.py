import re

from app.components.history import WORDS
from domain.events import Event

PLACES = {"{actor}", "{other}", "{fields}"}


def test_every_event_has_words_for_its_person_and_for_staff() -> None:
    events = {event.__name__ for event in Event.__subclasses__()}

    assert WORDS.keys() == events, "give each event its words in app/components/history.py"
    for words in WORDS.values():
        assert {"own", "staff"} <= words.keys() or "by" in words
        assert set(re.findall(r"\{\w*\}", " ".join(words.values()))) <= PLACES
