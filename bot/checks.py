"""Look over an installation before it serves anybody: settings, token, data, model, disk, the staff's chat."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from bot import bot_api
from bot.database import inspect_database
from bot.disk import LEAST_BYTES, LOW_BYTES, free_bytes, in_words
from bot.restoring import damage
from bot.settings import ENV_FILE, Settings
from index.embedding import EmbeddingModel
from index.errors import ModelError, SnapshotError
from index.snapshot import SnapshotStore
from knowledge.errors import DatabaseError

_UNIT_TOLERANCE = 0.01


class State(StrEnum):
    """How a check came out; only `FAIL` keeps the bot from doing its work."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, how it came out, why, and what to do about it."""

    name: str
    state: State
    reason: str
    remedy: str = ""


OpenModel = Callable[[], EmbeddingModel]


def run_checks(settings: Settings, open_model: OpenModel) -> Iterator[Check]:
    """Yield one outcome after the other; nothing is raised and nothing changed, but that a model may be built."""
    yield _settings(settings)
    yield _disk(settings)
    yield _database(settings)
    yield _sessions(settings)
    model, outcome = _model(settings, open_model)
    yield outcome
    yield _snapshot(settings, model)
    yield from _token(settings)
    yield _staff_chat(settings)


def _settings(settings: Settings) -> Check:
    where = f"data in {settings.data_dir.absolute()}"
    files = (ENV_FILE, settings.telegram_bot_token_file, settings.webhook_secret_file)
    open_ones = [str(file) for file in files if file is not None and _is_open(file)]
    if open_ones:
        reason = f"others on this machine can read {', '.join(open_ones)}"
        return Check("settings", State.WARN, f"{where}; {reason}", f"chmod 600 {' '.join(open_ones)}")
    if settings.telegram_bot_token is not None and not settings.owner_ids:
        return Check("settings", State.WARN, f"{where}; nobody manages the bot from a chat", "set BOT_OWNER_IDS")
    return Check("settings", State.OK, where)


def _is_open(file: Path) -> bool:
    """Whether others than its owner can read a file; what cannot be looked at is not open either."""
    try:
        return bool(file.stat().st_mode & 0o044)
    except OSError:
        return False


def _disk(settings: Settings) -> Check:
    try:
        free = free_bytes(settings.data_dir)
    except OSError as error:
        return Check("disk", State.FAIL, f"{settings.data_dir}: {error.strerror}", "check BOT_DATA_DIR")
    state = State.FAIL if free < LEAST_BYTES else State.WARN if free < LOW_BYTES else State.OK
    remedy = "" if state is State.OK else f"free some space: {in_words(LOW_BYTES)} should be left"
    return Check("disk", state, f"{in_words(free)} free", remedy)


def _database(settings: Settings) -> Check:
    path = settings.database_file
    if not path.exists():
        return Check("database", State.WARN, f"{path} is not there yet", "the first start makes it")
    try:
        newest = inspect_database(path)
    except DatabaseError as error:
        return Check("database", State.FAIL, str(error), "`restore` puts a backup in its place")
    if not newest:
        return Check("database", State.WARN, "of an older form", "the next start upgrades it, with a copy beside it")
    return Check("database", State.OK, "whole, of the newest form")


def _sessions(settings: Settings) -> Check:
    path = settings.sessions_file
    if path.exists() and (reason := damage(path)):
        return Check("sessions", State.WARN, f"{path} is damaged ({reason})", "remove it: conversations begin anew")
    return Check("sessions", State.OK, "whole" if path.exists() else "none yet")


def _model(settings: Settings, open_model: OpenModel) -> tuple[EmbeddingModel | None, Check]:
    name = settings.embedding_model
    try:
        model = open_model()
        (vector,) = model.encode_queries(["开发区"])
    except (ModelError, OSError) as error:
        return None, Check("model", State.FAIL, str(error), "check BOT_EMBEDDING_MODEL, or install the packages anew")
    if vector.shape != (model.dimensions,) or abs(float(np.linalg.norm(vector)) - 1) > _UNIT_TOLERANCE:
        return None, Check("model", State.FAIL, f"{name} gives no vectors of length 1", "choose another model")
    return model, Check("model", State.OK, f"{model.name}, {model.dimensions} dimensions")


def _snapshot(settings: Settings, model: EmbeddingModel | None) -> Check:
    store = SnapshotStore(settings.snapshots_dir)
    try:
        name = store.current()
        if name is None:
            return Check("snapshot", State.WARN, "nothing has been published yet", "run `refresh` or `make run`")
        manifest = store.manifest(name)
        if model is None:
            store.load(manifest.model, manifest.dimensions)
        else:
            store.load(model.name, model.dimensions)
    except SnapshotError as error:
        return Check("snapshot", State.FAIL, str(error), "run `refresh`, or `rollback` to an earlier one")
    return Check("snapshot", State.OK, f"{name} of {manifest.created}, {manifest.passages} passages")


def _token(settings: Settings) -> Iterator[Check]:
    if settings.telegram_bot_token is None:
        yield Check("token", State.WARN, "TELEGRAM_BOT_TOKEN is not set", "runs as local chat; @BotFather gives one")
        return
    token = settings.telegram_bot_token.get_secret_value()
    try:
        bot = bot_api.call(settings.telegram_api_url, token, "getMe")
    except bot_api.BotApiError as error:
        if error.status in (401, 404):
            reason = f"{settings.telegram_api_url} does not accept TELEGRAM_BOT_TOKEN"
            yield Check("token", State.FAIL, reason, "get a new one from @BotFather")
        else:
            reason = f"{settings.telegram_api_url} {error}"
            yield Check("token", State.FAIL, reason, "check network and TELEGRAM_API_URL")
        return
    name = f"@{bot.get('username', '')}"
    yield Check("token", State.OK, name)
    if not bot.get("supports_inline_queries"):
        remedy = "send /setinline to @BotFather"
        yield Check("inline mode", State.WARN, f"off: {name} and a few words find nothing in other chats", remedy)


def _staff_chat(settings: Settings) -> Check:
    chat = settings.staff_chat
    if chat is None:
        return Check("staff chat", State.OK, "BOT_STAFF_CHAT is not set: there is no digest")
    if settings.telegram_bot_token is None:
        return Check("staff chat", State.WARN, "cannot be reached without TELEGRAM_BOT_TOKEN", "set it")
    token = settings.telegram_bot_token.get_secret_value()
    try:
        bot_api.call(settings.telegram_api_url, token, "getChat", chat_id=str(chat))
    except bot_api.BotApiError as error:
        remedy = "add the bot to the group, or write to it first, and check BOT_STAFF_CHAT"
        return Check("staff chat", State.FAIL, f"not reached: {error}", remedy)
    return Check("staff chat", State.OK, "reached")
