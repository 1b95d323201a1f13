"""`faltlogg invite` and `faltlogg token`: how the first people and the programs get in."""

import click

from backend.cli.opening import chosen, opened, organisations, partnership_option, settings_now
from backend.domain.member import Role
from backend.domain.refusal import Refused

_ROLES = click.Choice([str(role) for role in Role])


@click.command()
@partnership_option
@click.option("--organisation", type=organisations, required=True, help="Huvudman.")
@click.option("--role", "roles", type=_ROLES, multiple=True, required=True, help="Roll; får anges flera gånger.")
@click.option("--name", required=True, help="Personens namn.")
@click.option("--email", help="Personens adress; samma adress är samma person.")
def invite(partnership: str | None, organisation: str, roles: tuple[str, ...], name: str, email: str | None) -> None:
    """Bjud in en medlem, eller ge en ny länk. Länken står ensam på sista raden och går att använda en gång."""
    settings = settings_now()
    with opened(settings) as house:
        place = chosen(house, partnership)
        try:
            member, secret = house.member_desk.invite(
                name, email, partnership=place, organisation=organisation, roles=[Role(r) for r in roles], by=None
            )
        except Refused as refused:
            raise click.ClickException(refused.message()) from None
        click.echo(f"{name} är medlem i {place} för {organisation} ({', '.join(sorted(member.roles))}).")
        click.echo(f"{settings.base_url.rstrip('/')}/in/{secret}")


@click.command()
@partnership_option
@click.option("--organisation", type=organisations, required=True, help="Huvudman.")
@click.option("--role", "roles", type=_ROLES, multiple=True, required=True, help="Roll; får anges flera gånger.")
@click.option("--name", required=True, help="Vad programmet heter i granskningsloggen.")
def token(partnership: str | None, organisation: str, roles: tuple[str, ...], name: str) -> None:
    """Ge ett program en nyckel. Den står ensam på sista raden och visas bara nu."""
    with opened(settings_now()) as house:
        place = chosen(house, partnership)
        made = house.accounts.issue(place, organisation, [Role(r) for r in roles], name, now=house.now())
        click.echo(f"{name} får agera i {place} för {organisation}. Så används den: Authorization: Bearer …")
        click.echo(made)
