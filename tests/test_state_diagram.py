from domain.user import TRANSITIONS
from tests.state_diagram import PAGE, written


def test_the_page_of_the_statuses_is_up_to_date():
    assert PAGE.read_text() == written(), "run: .venv/bin/python -m tests.state_diagram"


def test_every_transition_has_a_command_that_people_use():
    page = written()

    for event in TRANSITIONS:
        assert f"| {event.__name__} | [" in page
