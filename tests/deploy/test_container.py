"""The container file and compose file, as far as they can be read without an engine to build them."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from backend.settings import described

TOP = Path(__file__).parents[2]
CONTAINERFILE = re.sub(r"\\\n", " ", (TOP / "deploy" / "Containerfile").read_text())
SETTINGS = {variable for variable, _, _ in described()}


@pytest.fixture
def composed() -> dict[str, Any]:
    """The compose file."""
    read: dict[str, Any] = yaml.safe_load((TOP / "deploy" / "compose.yaml").read_text())
    return read


def copied() -> list[str]:
    """The files and folders of ours that the image is built from."""
    lines = re.findall(r"^COPY (?!--from)(.*)$", CONTAINERFILE, flags=re.MULTILINE)
    return [source for line in lines for source in line.split()[:-1]]


def test_what_the_image_is_built_from_is_there_and_not_ignored():
    let_through = {line[1:] for line in (TOP / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert copied()
    for source in copied():
        assert (TOP / source).exists(), source
        assert source in let_through


def test_the_image_runs_as_nobody_in_particular():
    last = CONTAINERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER faltlogg$", last, flags=re.MULTILINE)
    assert last.index("USER faltlogg") < last.index("ENTRYPOINT")


def test_every_package_in_the_image_is_hashed():
    for line in re.findall(r"pip install [^&\n]*", CONTAINERFILE):
        assert "--require-hashes" in line or "--no-index" in line, line


def test_what_the_containers_set_is_a_setting(composed: dict[str, Any]):
    named = set(re.findall(r"\b(FALTLOGG_[A-Z_]+)=", CONTAINERFILE)) | set(
        composed["services"]["faltlogg"]["environment"]
    )
    assert named <= SETTINGS


def test_what_must_outlive_a_container_lies_in_a_volume(composed: dict[str, Any]):
    mounted = {volume.partition(":")[2] for volume in composed["services"]["faltlogg"]["volumes"]}
    declared = re.search(r"^VOLUME (\[.*\])$", CONTAINERFILE, flags=re.MULTILINE)
    assert declared
    assert mounted == set(yaml.safe_load(declared.group(1)))
    named = {
        volume.partition(":")[0] for service in composed["services"].values() for volume in service.get("volumes", [])
    }
    assert {name for name in named if not name.startswith(".")} == set(composed["volumes"])


def test_only_caddy_is_reached_from_outside(composed: dict[str, Any]):
    assert [name for name, service in composed["services"].items() if "ports" in service] == ["caddy"]
