"""What an installation may say in its environment, and what holds where it says nothing."""

from pathlib import Path

import msgspec
import pytest

from backend.settings import BadSetting, Settings, described, table, variable

README = Path(__file__).parents[2] / "README.md"


def test_without_anything_everything_lies_in_one_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = Settings.read({})

    assert settings.data == tmp_path / "data"
    assert settings.database == f"sqlite:///{tmp_path}/data/log.sqlite"
    assert settings.keys == f"sqlite:///{tmp_path}/data/keys.sqlite"
    assert settings.erasures == f"sqlite:///{tmp_path}/data/erasures.sqlite"
    assert settings.views == f"sqlite:///{tmp_path}/data/views.sqlite"
    assert settings.master_key_file == tmp_path / "data" / "master.key"


def test_the_folder_moves_what_is_not_placed_otherwise(tmp_path):
    settings = Settings.read({"FALTLOGG_DATA": str(tmp_path), "FALTLOGG_KEYS": "sqlite:////safe/keys.sqlite"})

    assert settings.database == f"sqlite:///{tmp_path}/log.sqlite"
    assert settings.keys == "sqlite:////safe/keys.sqlite"


def test_views_stand_beside_a_log_on_postgresql_and_keys_do_not():
    settings = Settings.read({"FALTLOGG_DATABASE": "postgresql://u@h/logg"})

    assert settings.views == "postgresql://u@h/logg"
    assert settings.keys.startswith("sqlite:///")


def test_every_variable_is_taken_in():
    given = {
        "FALTLOGG_DATA": "/srv/f",
        "FALTLOGG_DATABASE": "postgresql://u@h/a",
        "FALTLOGG_KEYS": "postgresql://u@h/b",
        "FALTLOGG_ERASURES": "postgresql://u@h/c",
        "FALTLOGG_VIEWS": "sqlite:////v.sqlite",
        "FALTLOGG_MASTER_KEY_FILE": "/etc/f/key",
        "FALTLOGG_HOST": "0.0.0.0",
        "FALTLOGG_PORT": "8443",
        "FALTLOGG_BASE_URL": "https://logg.example.se",
        "FALTLOGG_METRICS_TOKEN": "m" * 16,
        "FALTLOGG_WORKERS": "3",
        "FALTLOGG_THREADS": "5",
        "FALTLOGG_DEMONSTRATION": "true",
        "FALTLOGG_SMTP_HOST": "mail.example.se",
        "FALTLOGG_SMTP_PORT": "465",
        "FALTLOGG_SMTP_SECURITY": "tls",
        "FALTLOGG_SMTP_USER": "faltlogg",
        "FALTLOGG_SMTP_PASSWORD_FILE": "/etc/f/password",
        "FALTLOGG_SMTP_SENDER": "faltlogg@example.se",
    }
    assert set(given) == {name for name, _, _ in described()}

    settings = msgspec.to_builtins(Settings.read(given), enc_hook=str)

    for name, value in given.items():
        taken = settings[name.removeprefix("FALTLOGG_").lower()]
        assert str(taken).lower() == value.lower(), name


def test_an_empty_variable_is_as_good_as_none():
    assert Settings.read({"FALTLOGG_PORT": "", "FALTLOGG_METRICS_TOKEN": ""}) == Settings.read({})


def test_the_base_follows_the_port():
    assert Settings.read({"FALTLOGG_PORT": "9000"}).base_url == "http://localhost:9000"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("FALTLOGG_PORT", "eighty", "a whole number"),
        ("FALTLOGG_PORT", "99999", "65535"),
        ("FALTLOGG_WORKERS", "0", "1"),
        ("FALTLOGG_DEMONSTRATION", "ja", "true or false"),
        ("FALTLOGG_METRICS_TOKEN", "short-secret", "16 characters"),
        ("FALTLOGG_DATABASE", "mysql://u:hemligt@h/x", "sqlite:///path"),
        ("FALTLOGG_DATABASE", "sqlite:///:memory:", "sqlite:///path"),
        ("FALTLOGG_KEYS", "sqlite:///", "sqlite:///path"),
        ("FALTLOGG_VIEWS", "views.sqlite", "sqlite:///path"),
        ("FALTLOGG_BASE_URL", "logg.example.se", "https://name"),
        ("FALTLOGG_BASE_URL", "https://logg.example.se/path", "without a path"),
        ("FALTLOGG_BASE_URL", "javascript:alert(1)", "https://name"),
    ],
)
def test_a_value_that_cannot_be_used_is_told_by_its_variable_and_not_quoted(name, value, told):
    with pytest.raises(BadSetting) as refused:
        Settings.read({name: value})

    assert str(refused.value).startswith(f"{name}: ")
    assert told in str(refused.value)
    assert "hemligt" not in str(refused.value)
    assert "short-secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"HOST": "mail.example.se"}, "FALTLOGG_SMTP_SENDER: "),
        ({"HOST": "mail.example.se", "SENDER": "Fältlogg <a@b.se>"}, "FALTLOGG_SMTP_SENDER: give one address"),
        ({"SENDER": "a@b.se\nBcc: c@d.se"}, "FALTLOGG_SMTP_SENDER: give one address"),
        ({"USER": "faltlogg"}, "FALTLOGG_SMTP_PASSWORD_FILE: "),
        ({"USER": "f", "PASSWORD_FILE": "/p", "SECURITY": "none"}, "FALTLOGG_SMTP_SECURITY: give starttls or tls"),
        ({"SECURITY": "ssl"}, "FALTLOGG_SMTP_SECURITY: give starttls, tls or none"),
    ],
)
def test_letters_need_a_sender_and_no_password_goes_in_clear(given, told):
    with pytest.raises(BadSetting) as refused:
        Settings.read({f"FALTLOGG_SMTP_{name}": value for name, value in given.items()})
    assert str(refused.value).startswith(told)


def test_keys_and_log_never_share_a_file(tmp_path):
    log = f"sqlite:///{tmp_path}/log.sqlite"
    for other in (log, f"sqlite:///{tmp_path}/sub/../log.sqlite"):
        with pytest.raises(BadSetting, match="FALTLOGG_KEYS: give another file than FALTLOGG_DATABASE"):
            Settings.read({"FALTLOGG_DATABASE": log, "FALTLOGG_KEYS": other})


def test_every_setting_is_described():
    for name, _, description in described():
        assert description.endswith("."), name
        assert len(description) > 20, name
    assert [name for name, _, _ in described()] == [variable(f) for f in Settings.__struct_fields__]


def test_the_readme_describes_every_setting_as_it_is():
    """Where this fails, put what `table()` returns into README.md."""
    assert table() in README.read_text()
