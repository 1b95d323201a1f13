"""`faltlogg …`: everything that is done at the server itself rather than through it.

`opening.py` finds the settings and opens the house, `trouble.py` says what keeps it shut, `serving.py` starts servers,
`served.py` knows where one was last reached, `people.py` lets somebody in,
`files.py` takes files in and hands them out, `telling.py` sends letters, `keeping.py` looks after the stores.
"""

import click

from backend.cli import swedish
from backend.cli.files import export, import_
from backend.cli.keeping import backup, rebuild, restore
from backend.cli.people import invite, token
from backend.cli.serving import demo, serve
from backend.cli.telling import digest

swedish.speak()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="faltlogg")
def main() -> None:
    """Fältlogg: en aktivitetslogg för medborgarlöften.

    Inställningar läses ur miljön: FALTLOGG_DATA, FALTLOGG_DATABASE, FALTLOGG_KEYS och flera; se README.
    """


for command in (serve, demo, invite, token, import_, export, digest, rebuild, backup, restore):
    main.add_command(command)
swedish.name_parts(main)
