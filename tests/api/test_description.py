"""What /api/openapi.json, /api/docs and docs/api.md say is true."""

import re
import shlex
from argparse import ArgumentParser, Namespace
from urllib.parse import urlencode

import jsonschema_rs
import pytest

from app.api.app import json_api
from app.api.openapi_errors import KINDS
from tests.api.conftest import EDGE, Program
from tests.app.conftest import client_of
from tests.database import ROOT

DESCRIPTION = json_api.openapi()
SCHEMAS = DESCRIPTION["components"]["schemas"]
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, methods in DESCRIPTION["paths"].items()
    for method, operation in methods.items()
}
DOCUMENT = (ROOT / "docs" / "api.md").read_text()
SITE = "http://127.0.0.1:8000"
EXAMPLES = {name: schema["examples"] for name, schema in SCHEMAS.items() if "examples" in schema}


def test_a_program_can_read_the_description(guest: Program) -> None:
    answer = guest("GET", "/openapi.json")

    assert answer.status_code == 200
    assert answer.json() == DESCRIPTION


def test_the_fields_of_a_person_stand_in_the_schema() -> None:
    nine = {"id", "email", "name", "bio", "status", "created_at"}
    nine |= {"post_count", "follower_count", "following_count"}

    assert nine | {"last_activity_at", "version"} <= set(SCHEMAS["UserProfile"]["properties"])
    assert set(SCHEMAS["UserProfile"]["required"]) == set(SCHEMAS["UserProfile"]["properties"])


def test_no_name_of_a_schema_is_that_of_the_framework() -> None:
    assert not [name for name in SCHEMAS if "_" in name or "HTTP" in name]


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_operation_is_described_with_its_failures_and_examples(name: str) -> None:
    operation = OPERATIONS[name]
    answers = operation["responses"]

    assert operation["summary"]
    assert {"500", "503", "200" if "201" not in answers else "201"} <= set(answers)
    assert ("401" in answers) == ("security" in operation) == (name != "POST /api/users")
    for status, answer in answers.items():
        if status == "304":
            continue
        content = answer["content"]["application/json"]
        shape = content["schema"]["$ref"].rpartition("/")[2]
        assert shape in EXAMPLES or "example" in content, status
    if body := operation.get("requestBody"):
        sent = body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        assert sent in EXAMPLES
        assert {"413", "415", "422"} <= set(answers)


def test_operations_have_names_of_their_own() -> None:
    names = [operation["operationId"] for operation in OPERATIONS.values()]

    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_have_the_shape_that_they_explain(name: str) -> None:
    schema = {"$ref": f"#/components/schemas/{name}", "components": DESCRIPTION["components"]}

    for example in EXAMPLES[name]:
        jsonschema_rs.validate(schema, example, validate_formats=True)


def test_the_docs_come_from_this_server_and_run_nothing_inline() -> None:
    request = client_of(EDGE)
    page = request("GET", "/api/docs").text
    files = re.findall(r'(?:src|href)="(/api/[^"]+)"', page)

    assert len(files) == 6  # all that the page asks for
    assert "://" not in page
    assert not re.search(r"<script(?! src)|<style|\son\w+=|style=", page)
    for file in files:
        assert request("GET", file).status_code == 200
    assert request("GET", "/api/docs/nowhere.js").json()["error"]
    assert request("GET", "/api", follow_redirects=True).text == page


def test_the_document_names_every_address_and_no_other() -> None:
    rows = re.findall(r"^\| ([A-Z, ]+) \| `(/api/[^`]+)` \|", DOCUMENT, re.MULTILINE)
    named = {f"{method} {path}" for methods, path in rows for method in methods.split(", ")}

    assert named == set(OPERATIONS)


def test_the_document_names_every_failure_and_no_other() -> None:
    named = set(re.findall(r"^\| (\d{3}) \|", DOCUMENT, re.MULTILINE))
    described = {status for each in OPERATIONS.values() for status in each["responses"]}

    assert named == {str(kind.status) for kind in KINDS}
    assert named >= {status for status in described if status > "399"}


def test_the_walk_of_the_document_ends_as_it_says(guest: Program) -> None:
    lines = re.findall(r"^(curl .+)  # (\d+)$", DOCUMENT, re.MULTILINE)
    known, cookies = {"site": SITE, "id": ""}, {}

    for line, status in lines:
        words = line.replace("$site", known["site"]).replace("$id", known["id"])
        answer = carried_out(curl().parse_args(shlex.split(words)[1:]), cookies)

        assert answer.status_code == int(status), line
        cookies |= dict(answer.cookies)
        if answer.status_code == 201:
            known["id"] = answer.json()["data"]["id"]
    assert len(lines) == len(re.findall("^curl ", DOCUMENT, re.MULTILINE)) > 5


def curl() -> ArgumentParser:
    """The options of curl that the document uses."""
    parser = ArgumentParser(exit_on_error=False)
    parser.add_argument("url")
    parser.add_argument("-X", dest="method")
    parser.add_argument("-H", dest="headers", action="append", default=[])
    parser.add_argument("-b", dest="with_cookies")
    parser.add_argument("-c", dest="keeps_cookies")
    parser.add_argument("--json")
    parser.add_argument("--data-urlencode", dest="form", action="append", default=[])
    return parser


def carried_out(asked: Namespace, cookies: dict[str, str]):
    headers = dict(header.split(": ", 1) for header in asked.headers)
    content = asked.json or urlencode([tuple(pair.split("=", 1)) for pair in asked.form]) or None
    if content:
        kind = "json" if asked.json else "x-www-form-urlencoded"
        headers["content-type"] = f"application/{kind}"
    if asked.with_cookies:
        headers["cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    method = asked.method or ("POST" if content else "GET")
    return client_of(EDGE, SITE)(method, asked.url, headers=headers, content=content)
