"""The field app is built again when anything that goes into it has changed, also what the server keeps for both."""

import re
from pathlib import Path

import hatch_build

TOP = Path(__file__).parents[2]
OUTSIDE = re.compile(r"""(?:from|import) "((?:\.\./)+(?:backend|projections)/[^"]+)\"""")


def test_every_file_that_the_app_takes_in_from_beside_it_is_looked_at():
    sources = [p for form in ("*.ts", "*.svelte") for p in (TOP / "pwa" / "src").rglob(form)]
    taken = {(source.parent / name).resolve() for source in sources for name in OUTSIDE.findall(source.read_text())}
    assert {str(path.relative_to(TOP)) for path in taken} == set(hatch_build.BESIDE)
    made = (TOP / "Makefile").read_text()
    assert [name for name in hatch_build.BESIDE if name not in made] == []


def test_rules_that_changed_make_another_app(tmp_path: Path):
    for name in hatch_build.BESIDE:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("before")
    (tmp_path / "pwa").mkdir()
    first = hatch_build.fingerprint(tmp_path)
    (tmp_path / hatch_build.BESIDE[0]).write_text("after")
    assert hatch_build.fingerprint(tmp_path) != first
