"""Read a stranger's file in a process of its own, with limits on memory and time, so that none can harm the bot."""

import contextlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import structlog

from knowledge.document_json import document_from_json, document_to_json
from knowledge.documents import Document
from knowledge.errors import Fault, SourceError, UnreadableFileError
from knowledge.intake import Limits
from knowledge.pdf import survey
from knowledge.readers import read_source

_LOG = structlog.get_logger(__name__)
_SCRATCH = "reader-"
_ROOT = Path(__file__).parent.parent
_NICENESS = 10
_LONGEST_ANSWER = 256_000_000  # bytes
_WORST_TIME = 3_600.0  # seconds; whatever a PDF's pages would allow
_GRACE = 5.0  # seconds of processor time beyond the limit before the kernel ends the process
_KILLED_FOR_TIME = (-signal.SIGXCPU, -signal.SIGALRM)
_KILLED_FOR_MEMORY = (-signal.SIGKILL, -signal.SIGABRT, -signal.SIGBUS)


def read_file(path: Path, document_id: str, limits: Limits | None = None, scratch: Path | None = None) -> Document:
    """Read one file of any known format in a separate process with low priority; blocks until it is done.

    Its temporary files lie below `scratch` (the system's folder unless given) and are gone when this returns.
    Raises SourceError as `readers.read_source` does, and UnreadableFileError: TIMEOUT or MEMORY where the reader
    was stopped at its limit.
    """
    limits = limits or Limits()
    seconds, memory = _allowance(path, limits)
    folder = Path(tempfile.mkdtemp(prefix=_SCRATCH, dir=scratch))
    started = time.monotonic()
    try:
        request = {
            "path": str(path.resolve()),
            "id": document_id,
            "seconds": seconds,
            "memory": memory,
            "limits": asdict(limits),
        }
        answer, code = _run(request, folder, seconds)
    except subprocess.TimeoutExpired as error:
        raise _too_slow(path, started) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _LOG.info("file read", kind=path.suffix.lower(), seconds=round(time.monotonic() - started, 2), exit=code)
    if code in _KILLED_FOR_TIME:
        raise _too_slow(path, started)
    return _answered(path, answer, code)


def clear_scratch(scratch: Path) -> int:
    """Remove what readers that were killed with the bot left below `scratch`; the number of folders removed."""
    left = [folder for folder in scratch.glob(f"{_SCRATCH}*") if folder.is_dir()]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)


def _allowance(path: Path, limits: Limits) -> tuple[float, int]:
    """Seconds and bytes of memory for this file. A PDF's time grows with its pages; how many there are is for the
    reader to find out and to bind itself to, the parent only ends it at what the most pages would take.
    """
    if path.suffix.lower() != ".pdf":
        is_old_word = path.suffix.lower() == ".doc"
        return limits.seconds, limits.large_memory_bytes if is_old_word else limits.memory_bytes
    pages = limits.seconds + limits.text_pages * limits.seconds_a_page
    scans = limits.seconds + limits.scanned_pages * limits.seconds_a_scan
    return min(max(pages, scans), _WORST_TIME), limits.large_memory_bytes


def _run(request: Mapping[str, Any], folder: Path, seconds: float) -> tuple[bytes, int]:
    """The reader's answer and exit code. Its whole process group is dead when this returns or raises."""
    process = subprocess.Popen(
        [sys.executable, "-m", "knowledge.sandbox"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=_environment(folder),
        start_new_session=True,
        close_fds=True,
    )
    lifeline = process.stdin
    process.stdin = None  # `communicate` would close it; the reader takes that for the bot's death
    try:
        if lifeline is not None:
            lifeline.write(json.dumps(request).encode() + b"\n")
            lifeline.flush()
        answer, _ = process.communicate(timeout=seconds)
    except BrokenPipeError:
        answer, _ = process.communicate(timeout=seconds)
    finally:
        _end_group(process)
        if lifeline is not None:
            _close(lifeline)
    return answer, process.returncode


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """Kill the reader and whatever it started, LibreOffice too, and collect it."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        _LOG.debug("reader had ended", pid=process.pid)
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _close(pipe: Any) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        _LOG.debug("reader had closed its input")


def _environment(folder: Path) -> dict[str, str]:
    """Just what a reader needs: no token, no proxy, a home and temporary folder of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}
    threads = {f"{name}_NUM_THREADS": "2" for name in ("OMP", "OPENBLAS", "MKL")}
    own = {"HOME": str(folder), "TMPDIR": str(folder), "PYTHONPATH": str(_ROOT), "LANG": "C.UTF-8"}
    return {**kept, **threads, **own, "PYTHONDONTWRITEBYTECODE": "1", "MALLOC_ARENA_MAX": "2"}


def _too_slow(path: Path, started: float) -> UnreadableFileError:
    return UnreadableFileError(path, Fault.TIMEOUT, facts={"seconds": max(1, round(time.monotonic() - started))})


def _answered(path: Path, answer: bytes, code: int) -> Document:
    """The document that the reader wrote, or the error that it reported or died of."""
    try:
        result = json.loads(answer) if code == 0 else None
    except ValueError:
        result = None
    if result is None:
        raise UnreadableFileError(path, Fault.MEMORY if code in _KILLED_FOR_MEMORY else Fault.UNREADABLE)
    if "fault" in result:
        raise UnreadableFileError(path, Fault(result["fault"]), result["line"], result["facts"])
    if "reason" in result:
        raise SourceError(path, result["reason"], result["line"])
    return document_from_json(json.dumps(result["document"]))


def _serve() -> None:
    """Answer the one request on standard input; this is the reader's process."""
    answer_to = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    request = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_die_with_the_bot, daemon=True).start()
    _limit(request["seconds"], request["memory"])
    sys.addaudithook(refuse_network)
    limits = Limits(**request["limits"])
    _bind_time(Path(request["path"]), limits)
    answer_to.write(json.dumps(_result(Path(request["path"]), request["id"], limits)).encode())
    answer_to.close()
    os._exit(0)  # threads of OCR would keep the process


def _result(path: Path, document_id: str, limits: Limits) -> dict[str, Any]:
    try:
        return {"document": json.loads(document_to_json(read_source(path, document_id, limits)))}
    except UnreadableFileError as error:
        fault = Fault.MEMORY if isinstance(error.__cause__, MemoryError) else error.fault
        return {"fault": fault, "line": error.line, "facts": error.facts}
    except SourceError as error:
        return {"reason": error.reason, "line": error.line}
    except MemoryError:
        return {"fault": Fault.MEMORY, "line": None, "facts": {}}


def _limit(seconds: float, memory: int) -> None:
    """Bind this process: memory, processor time, file size, no core file, low priority."""
    cores = os.cpu_count() or 1
    processor = int(seconds * cores + _GRACE)
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, processor),
        (resource.RLIMIT_FSIZE, _LONGEST_ANSWER),
        (resource.RLIMIT_CORE, 0),
    ):
        _, ceiling = resource.getrlimit(what)
        most = most if ceiling == resource.RLIM_INFINITY else min(most, ceiling)
        resource.setrlimit(what, (most, ceiling))
    os.nice(_NICENESS)
    with contextlib.suppress(OSError):  # there is no such file outside Linux
        Path("/proc/self/oom_score_adj").write_text("1000")  # where memory runs out, this one goes and not the bot


def _bind_time(path: Path, limits: Limits) -> None:
    """Have the kernel end this process when its time is over: a PDF's pages are counted within the base time, then
    each is given its own.
    """
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    if path.suffix.lower() != ".pdf":
        return
    try:
        pages = survey(path, limits.text_pages)
    except UnreadableFileError:
        return  # reading it will raise the same
    scans = len(pages.scanned)
    seconds = limits.seconds + scans * limits.seconds_a_scan + (pages.count - scans) * limits.seconds_a_page
    signal.setitimer(signal.ITIMER_REAL, seconds)


def _die_with_the_bot() -> None:
    """Standard input ends when the bot does, however it ends; then nobody waits for the answer."""
    sys.stdin.buffer.read()
    os.killpg(0, signal.SIGKILL)


def refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    """A document has nothing to fetch: no name is looked up and no connection made from here."""
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.sendto") or (
        event == "socket.connect" and isinstance(arguments[1], tuple)
    ):
        raise PermissionError("readers do not use the network")


if __name__ == "__main__":
    _serve()
