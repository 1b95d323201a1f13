"""`python -m tests.bench [--quick] [part …]`: each figure with its spread; exit status 1 where a target is missed."""

import argparse
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import ExitStack

from tests.bench import first_load, handing_in, page, pages, rebuilding
from tests.bench.figures import Target
from tests.support.postgres import databases

PARTS = {
    "sync": "activities/s through POST /api/sync, of raw inserts",
    "rebuild": "rebuilt events/s, of the event sourcing library's runner",
    "page": "the fulfilment page among 289 partnerships, of the same alone",
    "pages": "ms per page over ten years of one partnership",
    "script": "brotli size of the field app's first load",
}


def say(line: str) -> None:
    """Tell it now: a run takes minutes."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """Run the parts that are asked for, all by default."""
    told = "\n".join(f"  {name:8} {what}" for name, what in PARTS.items())
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", epilog=told, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", nargs="*", help="which to run; all of them by default")
    parser.add_argument("--quick", action="store_true", help="a tenth of the rows: for trying out, not for telling")
    asked = parser.parse_args()
    if unknown := set(asked.part) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    began = time.monotonic()
    targets = list(_run(asked.part or PARTS, quick=asked.quick))
    say(f"\nIn {time.monotonic() - began:.0f} s; medians against what is promised:")
    for target in targets:
        say(f"  {target}")
    if asked.quick:
        say("  With --quick: too few rows to tell anybody.")
    return 0 if all(target.met for target in targets) else 1


def _run(parts: Collection[str], *, quick: bool) -> Iterator[Target]:
    with ExitStack() as stack:
        if {"sync", "rebuild", "page"}.intersection(parts):
            server = stack.enter_context(databases(durable=True))
        if "sync" in parts:
            say("Activities through POST /api/sync")
            yield from handing_in.on_sqlite(say, requests=5 if quick else 50)
            yield from handing_in.on_postgres(say, server, requests=5 if quick else 50)
        if "rebuild" in parts:
            say("Rebuilding the views")
            yield from rebuilding.measured(say, server, ours=5_000 if quick else 50_000, theirs=300 if quick else 2_000)
        if "page" in parts:
            say("The fulfilment page")
            in_all = page.IN_ALL // 10 if quick else page.IN_ALL
            yield from page.on_sqlite(say, in_all=in_all)
            yield from page.on_postgres(say, server, in_all=in_all)
        if "pages" in parts:
            say("Pages over ten years")
            many, fewer = (n // 10 if quick else n for n in (pages.MANY, pages.FEWER))
            yield from pages.measured(say, many=many, fewer=fewer)
        if "script" in parts:
            say("The field app's first load")
            yield from first_load.measured(say)


if __name__ == "__main__":
    sys.exit(main())
