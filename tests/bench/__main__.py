"""`python -m tests.bench [--quick] [part …]`: prints each figure with its spread; exit status 1 where a target is missed."""

import argparse
import sys
from collections.abc import Iterator

from tests.bench import handing_in
from tests.bench.figures import Target
from tests.support.postgres import databases

PARTS = ("sync", "rebuild", "page", "script")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """Run the parts that are asked for, all by default."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="The figures that the project promises.")
    parser.add_argument("part", nargs="*", help=f"{', '.join(PARTS)}; all of them by default")
    parser.add_argument("--quick", action="store_true", help="a tenth of the rows: for trying out, not for telling")
    asked = parser.parse_args()
    if unknown := set(asked.part) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    targets = []
    for target in _run(asked.part or PARTS, quick=asked.quick):
        targets.append(target)
        say(f"  {target}\n")
    return 1 if [t for t in targets if not t.met] else 0


def _run(parts: tuple[str, ...] | list[str], *, quick: bool) -> Iterator[Target]:
    if "sync" in parts:
        say("Activities through POST /api/sync")
        yield from handing_in.on_sqlite(say, requests=5 if quick else 50)
        with databases(durable=True) as server:
            yield from handing_in.on_postgres(say, server, requests=5 if quick else 50)


if __name__ == "__main__":
    sys.exit(main())
