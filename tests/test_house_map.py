from tests.house_map import PAGE, written


def test_the_map_of_the_house_is_up_to_date(database):
    assert PAGE.read_text() == written(database), "run: .venv/bin/python -m tests.house_map"
