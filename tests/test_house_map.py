from tests.house_map import PAGE, written


def test_the_map_of_the_house_is_up_to_date(database):
    assert PAGE.read_text() == written(database), "run: uv run python -m tests.house_map"
