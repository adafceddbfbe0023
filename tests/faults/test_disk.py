"""A disk that is full: a command is refused whole, reading goes on, and freeing it is enough."""

import subprocess
import sys

import pytest

from tests.database import ROOT

# In a namespace of its own, so that nothing stays mounted whatever happens.
ON_A_SMALL_DISK = 'mount -t tmpfs -o size=160m,mode=0711 rollcall "$1" && shift && exec "$@"'
APART = ("unshare", "--mount", "sh", "-c", ON_A_SMALL_DISK, "sh")


def apart(folder, *command):
    return subprocess.run(
        [*APART, folder, *command], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.fixture
def disk(tmp_path):
    """A folder that `apart` makes a small disk of."""
    if sys.platform != "linux":
        pytest.skip("only Linux has mounts of one process")
    (tmp_path / "disk").mkdir()
    if apart(tmp_path / "disk", "true").returncode != 0:
        pytest.skip("this machine lets nobody mount a file system")
    return tmp_path / "disk"


def test_a_full_disk_refuses_commands_whole_and_nothing_else(disk):
    done = apart(disk, sys.executable, "-m", "tests.faults.full_disk", str(disk))

    assert done.returncode == 0, done.stderr


def test_a_database_that_ends_on_a_full_disk_says_so_once_and_starts_when_there_is_room(
    disk, request
):
    if not request.config.getoption("long"):
        pytest.skip("half a minute of waiting: tried with --long")
    done = apart(disk, sys.executable, "-m", "tests.faults.full_disk_run", str(disk))

    assert done.returncode == 0, done.stderr
