"""The file of a page is found by its address, with a slash at the end and without."""

from pathlib import Path

import pytest

from app.http.page_files import PageFiles
from app.urls.routes import PERSON_FILE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("index.html", "404.html", "sign-in.html", "sign-in/index.html", PERSON_FILE):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "admin").mkdir()
    (tmp_path / "admin" / "people.html").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/", "/"),
        ("/sign-in", "/sign-in.html"),
        ("/sign-in/", "/sign-in.html"),
        ("/admin/people", "/admin/people.html"),
        ("/admin/people/", "/admin/people.html"),
        ("/people/x", f"/{PERSON_FILE}"),
        ("/people/x/", f"/{PERSON_FILE}"),
        ("/admin/people/x", f"/{PERSON_FILE}"),
        ("/people", "/people"),
        ("/people/", "/people/"),
        ("/people/x/y", "/people/x/y"),
        ("/person", "/person"),
        ("/nowhere", "/nowhere"),
        ("/sign-in//", "/sign-in//"),
        ("/assets/a.js", "/assets/a.js"),
    ],
)
def test_the_file_of_an_address(folder, path, file):
    assert PageFiles(folder).of({"type": "http", "path": path})["path"] == file


def test_without_the_page_of_a_person_its_address_stays(folder):
    (folder / PERSON_FILE).unlink()
    scope = {"type": "http", "path": "/people/x"}

    assert PageFiles(folder).of(scope) is scope
