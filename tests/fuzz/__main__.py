"""Fuzz the targets one after the other, led by coverage: `python -m tests.fuzz [--minutes N] [TARGET…]`.

What fails is kept in tests/fuzz/corpus/TARGET, where the tests find it from then on; what was learnt, in .fuzz/.
"""

import argparse
import importlib.util
import subprocess
import sys
from pathlib import Path

from tests.fuzz.targets import ROOT, TARGETS, past

LEARNT = ROOT / ".fuzz"
CORPUS = Path(__file__).parent / "corpus"
_LONGEST = 8_192  # bytes of an input
_SECONDS_EACH = 25  # for one input
_MEGABYTES = 3_000


def main() -> int:
    """Run every target in a process of its own; 1 where one failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="for each target")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)}; all unless named")
    options = parser.parse_args()
    if unknown := set(options.targets) - set(TARGETS):
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    if options.child:
        _fuzz(options.targets[0], options.minutes)
        return 0
    failed = [name for name in options.targets or TARGETS if not _in_a_process(name, options.minutes)]
    print(f"failed: {', '.join(failed)}; see {CORPUS.relative_to(ROOT)}" if failed else "nothing failed")
    return 1 if failed else 0


def _in_a_process(name: str, minutes: float) -> bool:
    print(f"== {name}, {minutes:g} min", flush=True)
    command = [sys.executable, "-m", "tests.fuzz", "--child", "--minutes", str(minutes), name]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def _fuzz(name: str, minutes: float) -> None:
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not installed here: hypothesis makes the inputs, without regard to coverage", flush=True)
        _with_hypothesis(name, minutes)
        return
    import atheris

    with atheris.instrument_imports(include=["knowledge", "index", "bot", "handlers"]):
        for module in ("bot.question", "bot.settings", "handlers.rights", "handlers.web.calls", "knowledge.readers"):
            __import__(module)
        for data in TARGETS[name].seeds():
            TARGETS[name].run(data)
    learnt, seeds, failures = LEARNT / name, LEARNT / f"{name}.seeds", CORPUS / name
    for folder in (learnt, seeds, failures):
        folder.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate([*TARGETS[name].seeds(), *past(name)]):
        (seeds / str(number)).write_bytes(data)
    limits = [f"-max_total_time={int(minutes * 60)}", f"-max_len={_LONGEST}", f"-timeout={_SECONDS_EACH}"]
    quiet = [f"-rss_limit_mb={_MEGABYTES}", f"-artifact_prefix={failures}/", "-print_final_stats=1", "-verbosity=0"]
    atheris.Setup([sys.argv[0], *limits, *quiet, str(learnt), str(seeds)], TARGETS[name].run)
    atheris.Fuzz()


def _with_hypothesis(name: str, minutes: float) -> None:
    import time

    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st

    seeds = TARGETS[name].seeds()
    mutated = st.builds(
        lambda seed, at, data: seed[: at % (len(seed) + 1)] + data + seed[(at + len(data)) % (len(seed) + 1) :],
        st.sampled_from(seeds), st.integers(0, 1 << 16), st.binary(max_size=64),
    )  # fmt: skip
    checks = list(HealthCheck)
    run = settings(max_examples=500, deadline=None, suppress_health_check=checks)(
        given(st.one_of(mutated, st.binary(max_size=_LONGEST)))(TARGETS[name].run)
    )
    end = time.monotonic() + minutes * 60
    while time.monotonic() < end:
        run()


if __name__ == "__main__":
    sys.exit(main())
