"""Where the project and the programs of its environment are."""

import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = Path(sysconfig.get_path("scripts"))
