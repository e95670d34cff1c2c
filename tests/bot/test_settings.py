"""Settings come from the environment and `.env`; a mistake is named in one line."""

import re
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Settings, load_settings, variable
from knowledge.readers import PAGES

ROOT = Path(__file__).parent.parent.parent
TOKEN = "123456789:AAF-abcdefghijklmnopqrstuvwxyz_0123"
FIELDS = {
    "data_dir": ("BOT_DATA_DIR", Path("var"), "/srv/bot", Path("/srv/bot")),
    "pages_dir": ("BOT_PAGES_DIR", PAGES, "/srv/pages", Path("/srv/pages")),
    "owner_ids": ("BOT_OWNER_IDS", frozenset(), "4711, 815", frozenset({4711, 815})),
    "embedding_model": ("BOT_EMBEDDING_MODEL", "embedded", "/srv/model", "/srv/model"),
    "embedding_dtype": ("BOT_EMBEDDING_DTYPE", "auto", "float32", "float32"),
    "threads": ("BOT_THREADS", 0, "3", 3),
    "longest_question": ("BOT_LONGEST_QUESTION", 500, "200", 200),
    "session_idle_minutes": ("BOT_SESSION_IDLE_MINUTES", 30, "5", 5),
    "log_retention_days": ("BOT_LOG_RETENTION_DAYS", 180, "30", 30),
    "timezone": ("BOT_TIMEZONE", "Asia/Shanghai", "Europe/Berlin", "Europe/Berlin"),
    "staff_chat": ("BOT_STAFF_CHAT", None, "-1001234567890", -1001234567890),
    "digest": ("BOT_DIGEST", None, "fri 17:30", "fri 17:30"),
    "remind_hours": ("BOT_REMIND_HOURS", 4, "8", 8),
    "question_burst": ("BOT_QUESTION_BURST", 10, "5", 5),
    "questions_per_minute": ("BOT_QUESTIONS_PER_MINUTE", 20, "6", 6),
    "faq_least_askers": ("BOT_FAQ_LEAST_ASKERS", 3, "5", 5),
    "log_level": ("BOT_LOG_LEVEL", "INFO", "DEBUG", "DEBUG"),
    "log_format": ("BOT_LOG_FORMAT", "console", "json", "json"),
    "log_file": ("BOT_LOG_FILE", None, "/var/log/bot.log", Path("/var/log/bot.log")),
    "status_port": ("BOT_STATUS_PORT", 0, "9464", 9464),
    "webhook_url": ("BOT_WEBHOOK_URL", None, "https://bot.example.com/", "https://bot.example.com"),
    "webhook_listen": ("BOT_WEBHOOK_LISTEN", "127.0.0.1", "0.0.0.0", "0.0.0.0"),
    "webhook_port": ("BOT_WEBHOOK_PORT", 8443, "80", 80),
    "webhook_secret": ("BOT_WEBHOOK_SECRET", None, "s3cret", "s3cret"),
    "web_port": ("BOT_WEB_PORT", 8080, "8123", 8123),
    "web_listen": ("BOT_WEB_LISTEN", "127.0.0.1", "0.0.0.0", "0.0.0.0"),
    "web_url": ("BOT_WEB_URL", None, "https://chat.example.cn/", "https://chat.example.cn"),
    "web_embed_origins": (
        "BOT_WEB_EMBED_ORIGINS",
        (),
        "https://www.example.cn/, http://intranet:81",
        ("https://www.example.cn", "http://intranet:81"),
    ),
    "webhook_secret_file": ("BOT_WEBHOOK_SECRET_FILE", None, "", None),  # below
    "telegram_bot_token_file": ("TELEGRAM_BOT_TOKEN_FILE", None, "", None),
    "telegram_bot_token": ("TELEGRAM_BOT_TOKEN", None, TOKEN, TOKEN),
    "telegram_api_url": ("TELEGRAM_API_URL", "https://api.telegram.org", "http://localhost:81/", "http://localhost:81"),
}


def plain(value: object) -> object:
    return value.get_secret_value() if hasattr(value, "get_secret_value") else value


def refusal(monkeypatch: pytest.MonkeyPatch, **variables: str) -> str:
    """The one line that says what is wrong with these variables."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_the_table_of_this_test_names_every_setting() -> None:
    assert set(FIELDS) == set(Settings.model_fields)


@pytest.mark.parametrize("field", FIELDS)
def test_a_setting_has_its_default_where_nothing_is_set(field: str) -> None:
    assert plain(getattr(load_settings(), field)) == FIELDS[field][1]


@pytest.mark.parametrize("field", FIELDS)
def test_a_setting_is_read_from_its_variable(field: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, _, written, expected = FIELDS[field]
    monkeypatch.setenv("BOT_WEBHOOK_SECRET", "s3cret")
    monkeypatch.setenv("BOT_STAFF_CHAT", "4711")
    monkeypatch.setenv(name, written)

    assert plain(getattr(load_settings(), field)) == expected


@pytest.mark.parametrize("field", FIELDS)
def test_an_empty_variable_counts_as_not_set(field: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, default, *_ = FIELDS[field]
    monkeypatch.setenv(name, "")

    assert plain(getattr(load_settings(), field)) == default


@pytest.mark.parametrize("field", [field for field in FIELDS if field not in {"webhook_url", "digest"}])
def test_a_setting_is_read_from_the_env_file(field: str, tmp_path: Path) -> None:
    name, _, written, expected = FIELDS[field]
    (tmp_path / ".env").write_text(f"# a remark\n{name}={written}\n", encoding="utf-8")

    assert plain(getattr(load_settings(tmp_path / ".env"), field)) == expected


def test_the_environment_goes_before_the_env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("BOT_THREADS=2\nBOT_LONGEST_QUESTION=100\n", encoding="utf-8")
    monkeypatch.setenv("BOT_THREADS", "4")

    settings = load_settings(tmp_path / ".env")

    assert (settings.threads, settings.longest_question) == (4, 100)


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("BOT_DATADIR", "BOT_DATA_DIR"),
        ("BOT_LOG_LEVLE", "BOT_LOG_LEVEL"),
        ("BOT_TOKEN", "TELEGRAM_BOT_TOKEN"),
        ("TELEGRAM_TOKEN", "TELEGRAM_BOT_TOKEN"),
        ("TELEGRAM_API_ULR", "TELEGRAM_API_URL"),
    ],
)
def test_a_misspelt_variable_is_refused_and_the_right_name_suggested(
    wrong: str, meant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = refusal(monkeypatch, **{wrong: "1"})

    assert message.startswith(f"unknown setting {wrong}")
    assert meant in message


def test_a_variable_unlike_any_setting_is_refused_and_points_to_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    message = refusal(monkeypatch, BOT_XYZZY="1")

    assert message == "unknown setting BOT_XYZZY; .env.example lists all settings"


def test_a_misspelt_variable_in_the_env_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BOT_THREDS=2\n", encoding="utf-8")

    with pytest.raises(SettingsError, match=r"unknown setting BOT_THREDS; did you mean BOT_THREADS\?"):
        load_settings(tmp_path / ".env")


def test_an_env_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("# 设置\nBOT_THREADS=2\n".encode("gb18030"))

    with pytest.raises(SettingsError, match=r"\.env is not UTF-8 text; save it as UTF-8"):
        load_settings(tmp_path / ".env")


def test_variables_of_other_programs_are_nobodys_business(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BOTANY", "1")
    (tmp_path / ".env").write_text("POSTGRES_PASSWORD=x\n", encoding="utf-8")

    assert load_settings(tmp_path / ".env").threads == 0


@pytest.mark.parametrize("token", ["hello", "987654321", "123456789:short", f"{TOKEN} ", f"bot{TOKEN}", f"{TOKEN}\n"])
def test_a_malformed_token_is_named_without_being_shown(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    message = refusal(monkeypatch, TELEGRAM_BOT_TOKEN=token)

    assert message.startswith("TELEGRAM_BOT_TOKEN: ")
    assert token.strip() not in message.removeprefix("TELEGRAM_BOT_TOKEN")


@pytest.mark.parametrize("name", ["TELEGRAM_API_URL", "BOT_WEBHOOK_URL"])
@pytest.mark.parametrize("address", ["api.telegram.org", "ftp://example.com", "https://", "https:///path"])
def test_a_malformed_address_is_named(name: str, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(monkeypatch, **{name: address}) == f"{name}: must begin with http:// or https://"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_THREADS", "many"),
        ("BOT_THREADS", "-1"),
        ("BOT_LONGEST_QUESTION", "5"),
        ("BOT_LONGEST_QUESTION", "1e9"),
        ("BOT_SESSION_IDLE_MINUTES", "0"),
        ("BOT_LOG_RETENTION_DAYS", "0"),
        ("BOT_WEBHOOK_PORT", "65536"),
        ("BOT_WEB_PORT", "0"),
        ("BOT_WEB_URL", "chat.example.cn"),
        ("BOT_WEB_URL", "https://example.cn/chat"),
        ("BOT_WEB_EMBED_ORIGINS", "*"),
        ("BOT_WEB_EMBED_ORIGINS", "https://example.cn; script-src *"),
        ("BOT_WEB_EMBED_ORIGINS", "https://example.cn/page"),
        ("BOT_TIMEZONE", "Shanghai/Asia"),
        ("BOT_TIMEZONE", "../../etc/passwd"),
        ("BOT_STAFF_CHAT", "@staff"),
        ("BOT_DIGEST", "monday"),
        ("BOT_DIGEST", "mon 25:00"),
        ("BOT_FAQ_LEAST_ASKERS", "1"),
        ("BOT_LOG_LEVEL", "LOUD"),
        ("BOT_LOG_FORMAT", "xml"),
        ("BOT_EMBEDDING_DTYPE", "int8"),
        ("BOT_OWNER_IDS", "王敏"),
        ("BOT_OWNER_IDS", "4711;815"),
        ("BOT_OWNER_IDS", "-100"),
        ("BOT_OWNER_IDS", "0"),
        ("BOT_OWNER_IDS", "1" * 16),
    ],
)
def test_a_value_out_of_range_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(monkeypatch, **{name: value}).startswith(f"{name}: ")


def test_a_webhook_without_a_secret_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    message = refusal(monkeypatch, BOT_WEBHOOK_URL="https://bot.example.com")

    assert message == "BOT_WEBHOOK_URL also needs BOT_WEBHOOK_SECRET"


def test_a_digest_without_a_chat_to_send_it_to_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(monkeypatch, BOT_DIGEST="mon 09:00") == "BOT_DIGEST also needs BOT_STAFF_CHAT"


@pytest.mark.parametrize("secret", ["two words", "密钥", "s" * 257])
def test_a_secret_that_telegram_would_refuse_is_named_at_once(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    message = refusal(monkeypatch, BOT_WEBHOOK_SECRET=secret)

    assert message.startswith("BOT_WEBHOOK_SECRET: ")
    assert secret not in message


def test_secrets_are_not_shown_where_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("BOT_WEBHOOK_SECRET", "s3cret")

    settings = load_settings()

    for shown in (repr(settings), str(settings), settings.model_dump_json()):
        assert TOKEN not in shown and "s3cret" not in shown


@pytest.mark.parametrize(
    ("name", "field", "secret"),
    [("TELEGRAM_BOT_TOKEN", "telegram_bot_token", TOKEN), ("BOT_WEBHOOK_SECRET", "webhook_secret", "s3cret")],
)
def test_a_secret_may_lie_in_a_file_of_its_own(
    name: str, field: str, secret: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{secret}\n", encoding="utf-8")
    monkeypatch.setenv(f"{name}_FILE", str(file))

    settings = load_settings()

    assert plain(getattr(settings, field)) == secret and secret not in repr(settings)
    assert f"{name} and {name}_FILE are both set" in refusal(monkeypatch, **{name: secret})
    monkeypatch.delenv(name)
    for content in (b"", b"\xff\xfe", f"{secret} two words".encode()):
        file.write_bytes(content)
        message = refusal(monkeypatch)
        assert message.startswith(name) and secret not in message
    file.unlink()
    assert f"{name}_FILE: {file} cannot be read (No such file or directory)" in refusal(monkeypatch)


def test_a_secret_file_is_named_in_the_env_file_too(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(TOKEN, encoding="utf-8")
    (tmp_path / ".env").write_text(f"TELEGRAM_BOT_TOKEN_FILE={tmp_path}/token\n", encoding="utf-8")

    assert plain(load_settings(tmp_path / ".env").telegram_bot_token) == TOKEN


def test_the_example_file_lists_exactly_the_settings() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")

    listed = re.findall(r"^(?:# ?)?([A-Z][A-Z0-9_]*)=", text, re.MULTILINE)

    assert sorted(listed) == sorted(variable(field) for field in Settings.model_fields)


def test_the_example_file_can_be_used_as_it_is() -> None:
    assert load_settings(ROOT / ".env.example") == load_settings()


def test_the_example_file_shows_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    (tmp_path / ".env").write_text(re.sub(r"^# ?([A-Z_]+=)", r"\1", text, flags=re.MULTILINE), encoding="utf-8")
    monkeypatch.chdir(ROOT)

    shown = load_settings(tmp_path / ".env")

    assert shown.model_copy(update={"pages_dir": shown.pages_dir.resolve()}) == load_settings()
