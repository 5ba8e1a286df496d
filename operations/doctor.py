"""`python app.py doctor`: looks at everything that the line needs, and says what to do about what is not right.

Changes nothing, sends nothing to a citizen, and prints no personal data. Runs beside a running line.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence

from config import Settings, SettingsError, read_settings
from operations import (
    doctor_carriers,
    doctor_clock,
    doctor_content,
    doctor_data,
    doctor_disk,
    doctor_reach,
    doctor_sound,
)
from operations.finding import About, Check, Finding, Language, Level, run

SETTINGS = About(id="Setelan", en="Settings")


def add_to(parser: ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("--lang", choices=("id", "en"), default="id", help="id (default) or en")
    parser.set_defaults(bare=doctor)


def doctor(args: Namespace) -> int:
    """Prints a line for each thing looked at; 1 when anything is wrong."""
    found = []
    for finding in findings():
        print(finding.line(args.lang), flush=True)
        found.append(finding)
    print(summary(found, args.lang))
    return 1 if any(one.level is Level.WRONG for one in found) else 0


def findings() -> Iterator[Finding]:
    """All of them, from the settings of this installation. Without settings nothing else can be looked at."""
    try:
        settings = read_settings()
    except SettingsError as error:
        yield SETTINGS.wrong(
            f"{error}. Perbaiki di var/settings.env (dengan awalan SUARA_), lalu jalankan doctor lagi.",
            f"{error}. Correct it in var/settings.env (names begin with SUARA_), then run doctor again.",
        )
        return
    yield from _of_settings(settings)
    for about, check in checks(settings):
        yield from run(about, check)


def checks(settings: Settings) -> Sequence[tuple[About, Check]]:
    """What is looked at, in this order."""
    return (
        (doctor_disk.FOLDER, lambda: doctor_disk.folder(settings.var_dir)),
        (doctor_disk.SPACE, lambda: doctor_disk.space(settings.var_dir)),
        (doctor_data.DATABASE, lambda: doctor_data.database(settings)),
        (doctor_content.CONTENT, lambda: doctor_content.content(settings)),
        (doctor_sound.MODEL, lambda: doctor_sound.model(settings)),
        (doctor_sound.VOICE, lambda: doctor_sound.voice(settings)),
        (doctor_carriers.CARRIER, lambda: doctor_carriers.carriers(settings)),
        (doctor_clock.CLOCK, lambda: doctor_clock.clock(settings)),
        (doctor_reach.PUBLIC, lambda: doctor_reach.public_address(settings)),
        (doctor_disk.BACKUPS, lambda: doctor_disk.backups(settings.backup_dir)),
    )


def summary(found: Sequence[Finding], language: Language) -> str:
    """The last line."""
    wrong = sum(one.level is Level.WRONG for one in found)
    care = sum(one.level is Level.CARE for one in found)
    if language == "en":
        if wrong:
            return f"{wrong} wrong, {care} warnings. Begin with the first WRONG line."
        return f"The line is well, {care} warnings." if care else "The line is well."
    if wrong:
        return f"{wrong} salah, {care} perlu perhatian. Mulailah dari baris SALAH yang pertama."
    return f"Layanan sehat, {care} perlu perhatian." if care else "Layanan sehat."


def _of_settings(settings: Settings) -> Iterator[Finding]:
    if settings.production:
        yield SETTINGS.fine("lengkap dan aman", "complete and safe")
    else:
        yield SETTINGS.care(
            "ini pemasangan percobaan. Untuk warga sungguhan: SUARA_ENVIRONMENT=production.",
            "this is an installation for trying out. For real citizens: SUARA_ENVIRONMENT=production.",
        )
