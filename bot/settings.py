"""Settings from the environment and `.env`, checked once at start."""

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingsError
from bot.weekly import Weekly
from knowledge.readers import PAGES

ENV_FILE = Path(".env")
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_USER_ID = re.compile(r"[1-9][0-9]{0,14}")
_TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{30,80}")
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?")


class Settings(BaseSettings):
    """Every setting; the name of the environment variable is `BOT_` + the field's name unless it says otherwise."""

    model_config = SettingsConfigDict(
        env_prefix="BOT_", env_ignore_empty=True, extra="ignore", populate_by_name=True, frozen=True
    )

    data_dir: Path = Field(Path("var"), description="Folder for the model, snapshots and sessions.")
    pages_dir: Path = Field(PAGES, description="Folder of the knowledge pages.")
    owner_ids: Annotated[frozenset[int], NoDecode] = Field(
        frozenset(), repr=False, description="Telegram user ids of the owners, parted by commas."
    )
    embedding_model: str = Field(
        "embedded",
        description="`embedded` (multilingual-e5-small), a model folder, or a sentence-transformers name.",
    )
    embedding_dtype: Literal["auto", "float32", "bfloat16"] = Field(
        "auto", description="`auto` takes bfloat16 where the CPU has it."
    )
    threads: int = Field(0, ge=0, le=256, description="CPU threads for embedding; 0 takes all cores.")
    longest_question: int = Field(500, ge=20, le=4000, description="Characters a question may have.")
    session_idle_minutes: int = Field(
        30, ge=1, le=10080, description="Minutes after which a conversation's context is forgotten."
    )
    log_retention_days: int = Field(
        180, ge=1, le=3650, description="Days after which a recorded question is reduced to a count."
    )
    timezone: str = Field("Asia/Shanghai", description="Time zone of reports and digests, as the IANA names it.")
    staff_chat: int | None = Field(
        None, repr=False, description="Telegram id of the staff's chat or group, for digest and enquiries."
    )
    digest: str | None = Field(
        None, description="When the week's digest goes to BOT_STAFF_CHAT, such as `mon 09:00`; unset, never."
    )
    remind_hours: int = Field(
        4, ge=1, le=240, description="Working hours (9 to 18) after which staff are reminded of an enquiry, once a day."
    )
    question_burst: int = Field(10, ge=1, le=1000, description="Questions that one visitor may ask at once.")
    questions_per_minute: int = Field(
        20, ge=1, le=10_000, description="Questions that one visitor may ask a minute after these."
    )
    faq_least_askers: int = Field(
        3, ge=2, le=1000, description="People who must have asked a question before /faq shows it to others."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Least level logged.")
    log_format: Literal["console", "json"] = Field("console", description="Form of a log line, on stderr.")
    log_file: Path | None = Field(
        None, description="File for the running bot's log lines, 5 of 10 MB at most; then only errors go to stderr."
    )
    status_port: int = Field(
        0, ge=0, le=65535, description="Port on 127.0.0.1 for /healthz, /readyz and /metrics; 0 is off."
    )
    webhook_url: str | None = Field(
        None, description="Public https address for webhook delivery; long polling without it."
    )
    webhook_listen: str = Field("127.0.0.1", description="Address the webhook server listens on.")
    webhook_port: int = Field(8443, ge=1, le=65535, description="Port the webhook server listens on.")
    webhook_secret: SecretStr | None = Field(
        None, description="Secret that Telegram sends with each webhook call; required with BOT_WEBHOOK_URL."
    )
    web_port: int = Field(8080, ge=1, le=65535, description="Port of the web chat; the next free one unless set.")
    web_listen: str = Field("127.0.0.1", description="Address the web chat listens on.")
    web_url: str | None = Field(
        None, description="Public https address of the web chat, where a reverse proxy stands before it."
    )
    web_embed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Origins of the sites that may show the web chat in a frame, parted by commas."
    )
    telegram_bot_token: SecretStr | None = Field(
        None,
        validation_alias="TELEGRAM_BOT_TOKEN",
        description="Token from @BotFather. Variable: TELEGRAM_BOT_TOKEN.",
    )
    telegram_bot_token_file: Path | None = Field(
        None,
        validation_alias="TELEGRAM_BOT_TOKEN_FILE",
        description="File that holds the token instead. Variable: TELEGRAM_BOT_TOKEN_FILE.",
    )
    webhook_secret_file: Path | None = Field(None, description="File that holds the webhook secret instead.")
    telegram_api_url: str = Field(
        "https://api.telegram.org",
        validation_alias="TELEGRAM_API_URL",
        description="Bot API server. Variable: TELEGRAM_API_URL.",
    )

    @model_validator(mode="before")
    @classmethod
    def _read_secrets(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Take secrets that lie in files of their own, which no process list and no copy of the environment shows."""
        return values | {
            name: _secret_in(file, name, values)
            for name in ("TELEGRAM_BOT_TOKEN", "webhook_secret")
            if (file := values.get(f"{name}_FILE" if name.isupper() else f"{name}_file"))
        }

    @field_validator("telegram_bot_token")
    @classmethod
    def _check_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("is not of the form 123456789:AA… that @BotFather gives")
        return value

    @field_validator("owner_ids", mode="before")
    @classmethod
    def _split_owner_ids(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = [part for part in re.split(r"[\s,，]+", value) if part]
        if not all(_USER_ID.fullmatch(part) for part in parts):
            raise ValueError("must be Telegram user ids (whole numbers) parted by commas")
        return frozenset(int(part) for part in parts)

    @field_validator("web_embed_origins", mode="before")
    @classmethod
    def _split_origins(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = [part.rstrip("/") for part in re.split(r"[\s,，]+", value) if part]
        if not all(_ORIGIN.fullmatch(part) for part in parts):
            raise ValueError("must be origins such as https://www.example.cn, parted by commas")
        return tuple(parts)

    @field_validator("web_url")
    @classmethod
    def _check_web_url(cls, value: str | None) -> str | None:
        value = value.rstrip("/") if value else value
        if value is not None and not _ORIGIN.fullmatch(value):
            raise ValueError("must be an address without a path, such as https://chat.example.cn")
        return value

    @field_validator("timezone")
    @classmethod
    def _check_timezone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("must be the name of a time zone, such as Asia/Shanghai") from None
        return value

    @field_validator("digest")
    @classmethod
    def _check_digest(cls, value: str | None) -> str | None:
        if value is not None:
            Weekly.parsed(value)
        return value

    @field_validator("telegram_api_url", "webhook_url")
    @classmethod
    def _check_url(cls, value: str | None) -> str | None:
        if value is not None and not re.match(r"https?://[^/\s]+", value):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/") if value else value

    @field_validator("webhook_secret")
    @classmethod
    def _check_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _WEBHOOK_SECRET.fullmatch(value.get_secret_value()):
            raise ValueError("must be 1 to 256 letters, digits, _ or -")
        return value

    @model_validator(mode="after")
    def _check_webhook(self) -> "Settings":
        if self.webhook_url and not self.webhook_secret:
            raise ValueError("BOT_WEBHOOK_URL also needs BOT_WEBHOOK_SECRET")
        return self

    @model_validator(mode="after")
    def _check_staff_chat(self) -> "Settings":
        if self.digest and self.staff_chat is None:
            raise ValueError("BOT_DIGEST also needs BOT_STAFF_CHAT")
        return self

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def digest_file(self) -> Path:
        return self.data_dir / "digest"

    @property
    def models_dir(self) -> Path:
        return self.data_dir / "models"

    @property
    def snapshots_dir(self) -> Path:
        return self.data_dir / "snapshots"

    @property
    def embeddings_file(self) -> Path:
        return self.data_dir / "embeddings.sqlite3"

    @property
    def scratch_dir(self) -> Path:
        return self.data_dir / "scratch"

    @property
    def saved_questions_file(self) -> Path:
        return self.data_dir / "questions.txt"

    @property
    def sessions_file(self) -> Path:
        return self.data_dir / "sessions.sqlite3"

    @property
    def inbox_file(self) -> Path:
        return self.data_dir / "inbox.sqlite3"

    @property
    def database_file(self) -> Path:
        return self.data_dir / "assistant.sqlite3"

    @property
    def documents_dir(self) -> Path:
        return self.data_dir / "documents"

    @property
    def pictures_dir(self) -> Path:
        return self.data_dir / "pictures"

    @property
    def secret_file(self) -> Path:
        return self.data_dir / "secret"

    @property
    def thread_count(self) -> int:
        return self.threads or os.cpu_count() or 1


def _secret_in(file: object, name: str, values: Mapping[str, object]) -> str:
    variable = name if name.isupper() else f"BOT_{name.upper()}"
    if values.get(name):
        raise ValueError(f"{variable} and {variable}_FILE are both set; leave one out")
    try:
        text = Path(str(file)).read_text("utf-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it holds no text"
        raise ValueError(f"{variable}_FILE: {file} cannot be read ({reason})") from None
    if not text.strip():
        raise ValueError(f"{variable}_FILE: {file} is empty")
    return text.strip()


def variable(field: str) -> str:
    """Return the environment variable of a field."""
    alias = Settings.model_fields[field].validation_alias
    return alias if isinstance(alias, str) else f"BOT_{field.upper()}"


def load_settings(env_file: Path | None = None) -> Settings:
    """Read the settings from the environment and, below it, from `.env`.

    Raises SettingsError for an unknown `BOT_…` or `TELEGRAM_…` variable, a malformed value, or a file of them that
    is no text.
    """
    env_file = env_file or ENV_FILE
    known = {variable(field) for field in Settings.model_fields}
    try:
        in_file = dotenv_values(env_file)
    except UnicodeDecodeError:
        raise SettingsError(f"{env_file} is not UTF-8 text; save it as UTF-8 and try again") from None
    except OSError as error:
        raise SettingsError(f"{env_file} cannot be read ({error.strerror})") from None
    for name in (*os.environ, *in_file):
        if name.startswith(("BOT_", "TELEGRAM_")) and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else "; .env.example lists all settings"
            raise SettingsError(f"unknown setting {name}{hint}")
    try:
        return Settings(_env_file=env_file)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = str(first["loc"][0]) if first["loc"] else ""
        name = variable(place) if place in Settings.model_fields else place
        message = first["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{name}: {message}" if name else message) from None
