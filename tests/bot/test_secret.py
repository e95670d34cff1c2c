"""The installation's secret is made once and readable by its owner only."""

from pathlib import Path

from bot.secret import keyed_hash, load_secret


def test_the_secret_is_made_once_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "data" / "secret"

    made = load_secret(path)

    assert len(made) == 32
    assert load_secret(path) == made
    assert path.stat().st_mode & 0o777 == 0o600


def test_two_installations_have_two_secrets(tmp_path: Path) -> None:
    assert load_secret(tmp_path / "a") != load_secret(tmp_path / "b")


def test_a_keyed_hash_is_the_same_for_the_same_text_and_secret_alone() -> None:
    assert keyed_hash(b"one", "telegram:4711") == keyed_hash(b"one", "telegram:4711")
    assert keyed_hash(b"one", "telegram:4711") != keyed_hash(b"two", "telegram:4711")
    assert len(keyed_hash(b"one", "\ud800")) == 64
