"""The schema that editors complete by says the same as the loader."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from dlquiz.schema import KEBAB, MODELINE, QUESTION, json_schema

ROOT = Path(__file__).parent.parent
KEPT = ROOT / "docs" / "question.schema.json"
FILES = sorted([*ROOT.glob("questions/*/*.yaml"), *ROOT.glob("tests/good_bank/questions/*/*.yaml")])
SCHEMA_RULES = (
    *("unknown-key", "wrong-type", "missing-field", "exactly-one", "one-form-only", "too-few", "too-many"),
    *("repeated-value", "malformed-name", "not-a-choice", "too-long"),
)


class Plain(yaml.SafeLoader):
    """YAML as editors read it: a date is text."""


Plain.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in forms if not tag.endswith(":timestamp")]
    for first, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(path: Path) -> Any:
    """The file as plain dicts and lists."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=Plain)  # noqa: S506 -- a safe loader


def test_the_kept_schema_is_the_one_in_code() -> None:
    """docs/question.schema.json is what `dlquiz check --schema` prints."""
    assert json.loads(KEPT.read_text(encoding="utf-8")) == json_schema()


def test_the_schema_is_one() -> None:
    """The schema itself is valid JSON Schema 2020-12."""
    jsonschema.Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_the_loader_takes_an_editor_takes(path: Path) -> None:
    """Every question of the bank is valid by the schema too."""
    jsonschema.validate(read(path), json_schema(), jsonschema.Draft202012Validator)


@pytest.mark.parametrize("rule", SCHEMA_RULES)
def test_what_the_loader_finds_an_editor_finds(rule: str) -> None:
    """What breaks a rule of the schema is invalid in an editor as well."""
    (path,) = (ROOT / "tests" / "bad" / rule).rglob("*.yaml")

    assert not jsonschema.Draft202012Validator(json_schema()).is_valid(read(path))


def test_every_field_says_what_it_means() -> None:
    """An editor has a description to show for each key of a question."""
    properties = json_schema()["else"]["properties"]

    assert properties.keys() == QUESTION.fields.keys()
    assert all(field["description"] for field in properties.values())


def test_the_first_line_leads_to_the_schema() -> None:
    """From the folder of a topic, the path in the first line is the kept schema."""
    path = MODELINE.partition("$schema=")[2]

    assert (ROOT / "questions" / KEBAB.example / path).resolve() == KEPT
