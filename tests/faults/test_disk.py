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


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has mounts of one process")
def test_a_full_disk_refuses_commands_whole_and_nothing_else(tmp_path):
    if apart(tmp_path, "true").returncode != 0:
        pytest.skip("this machine lets nobody mount a file system")

    done = apart(tmp_path, sys.executable, "-m", "tests.faults.full_disk", str(tmp_path))

    assert done.returncode == 0, done.stderr
