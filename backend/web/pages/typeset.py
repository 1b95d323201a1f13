"""Lays out one account as PDF/UA and ends: run by `printed.py` as a program of its own, which may be ended any time.

Reads the layout's path and the words from standard input, `{"layout": "…", "data": "…"}`, and writes the PDF to
standard output. It imports nothing of ours: what runs here may hang or fall, and takes nothing with it.
"""

import json
import sys
from pathlib import Path

import typst


def main() -> None:
    """From standard input to standard output; raises what typst raises."""
    asked = json.load(sys.stdin)
    made = typst.compile(
        Path(asked["layout"]).read_bytes(),
        format="pdf",
        sys_inputs={"data": asked["data"]},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
    )
    if not isinstance(made, bytes):
        raise TypeError(type(made))
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
