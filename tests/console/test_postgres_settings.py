from app.console import postgres_settings

GIBIBYTE = 1024**3


def sized(memory):
    return dict(one.split("=") for one in postgres_settings._sized(memory))


def test_the_embedded_server_takes_a_part_of_the_memory():
    assert sized(4 * GIBIBYTE) == {
        "shared_buffers": "512MB",
        "effective_cache_size": "2048MB",
        "maintenance_work_mem": "128MB",
    }


def test_of_a_large_memory_it_takes_no_more_than_it_can_use():
    assert sized(64 * GIBIBYTE) | {"effective_cache_size": "any"} == {
        "shared_buffers": "2048MB",
        "effective_cache_size": "any",
        "maintenance_work_mem": "512MB",
    }


def test_a_server_for_tests_is_small_and_does_not_wait_for_the_disk():
    hasty = postgres_settings.settings(hasty=True)

    assert "fsync=off" in hasty
    assert not any("fsync" in one for one in postgres_settings.settings(hasty=False))
    assert not any("shared_buffers" in one for one in hasty)
