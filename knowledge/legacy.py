"""Turn an old Word file (.doc) into .docx with LibreOffice, where that is installed."""

import shutil
import subprocess
from pathlib import Path

from knowledge.errors import Fault, UnreadableFileError

_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
</item></oor:items>
"""  # nothing that a stranger's file points to is fetched, no macro run


def office_program() -> str | None:
    """The path of LibreOffice's program, None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert_to_docx(path: Path, folder: Path, seconds: float) -> Path:
    """Convert `path` into a .docx below `folder`, a scratch folder that the caller removes, and return it.

    Raises UnreadableFileError: NEEDS_OFFICE, TIMEOUT after `seconds`, or DAMAGED where nothing came out.
    """
    program = office_program()
    if program is None:
        raise UnreadableFileError(path, Fault.NEEDS_OFFICE)
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    source = folder / "source.doc"  # a name of our own: the file's might be taken for an option
    shutil.copyfile(path, source)
    command = [
        program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck",
        "--convert-to", "docx", "--outdir", str(folder), str(source),
    ]  # fmt: skip
    try:
        subprocess.run(  # noqa: S603 - a fixed program, file names of our own
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=seconds,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise UnreadableFileError(path, Fault.TIMEOUT, facts={"seconds": round(seconds)}) from error
    converted = folder / "source.docx"
    if not converted.exists():
        raise UnreadableFileError(path, Fault.DAMAGED)
    return converted
