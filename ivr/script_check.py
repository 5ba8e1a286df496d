"""What is wrong with a dialogue, before a caller finds out: each finding names the step and what to do about it.

Pure. Knows the script and the words of callers; how long a prompt lasts takes a voice: ivr/script_length.py.
"""

from collections.abc import Iterator
from itertools import combinations, product
from string import Formatter

from casework.words import Words
from ivr import alike, readable, script, universal
from ivr.alike import UNMEASURED, Confused
from ivr.lines import OF_ANSWERS, OF_CHOICES, OF_SERVICE, names
from ivr.outcomes import COMMANDS
from ivr.services import PAGE
from ivr.standing import QUESTIONS
from ivr.together import Together, of_choices, together
from models import ApplicationStatus, CaseStatus
from speech.grammar import DIGIT_WORDS

FREE_KEYS = "1234"
ALWAYS = (
    "tidak_terdengar", "kurang_jelas", "tombol_lain", "pakai_satu_dua", "tidak_apa_apa", "beralih_ke_tombol",
    "kode_lanjut", "kode_perkiraan", "akhir_kurang", "kode_belum_cocok", "kode_belum_lengkap", "pilihan_tombol",
    "pilihan_lain_tombol", "maksud_satu", "maksud_ini", "maksud_betul", "maksud_mana", "maksud_lain", "bantuan",
    "tunggu", "tunggu_tanda", "tunggu_habis", "sebentar",
    "gangguan", "gangguan_tunggu", "gangguan_simpan", "gangguan_simpan_buka", "pembaruan",
)  # fmt: skip
"""Lines that the dialogue says by itself."""


def problems(found: script.Script, confused: Confused = UNMEASURED) -> Iterator[str]:
    """Everything that is wrong with the dialogue, one sentence each. `confused`: what the recogniser mistakes."""
    starts = {
        "mulai": found.start,
        "telepon_balik": found.call_back,
        "kabar": found.notice,
        "ramai": found.crowded,
    }
    ends = {"petugas": found.officer, "utama": found.main, "darurat": found.emergency}
    for where, name in (*starts.items(), *ends.items()):
        if name not in found.steps:
            yield f"{where} names the step {name}, which does not exist"
    for key in ALWAYS:
        if key not in found.lines:
            yield f"ucapan.{key} is missing; the line needs it everywhere"
    broken = [f"ucapan.{key}: {wrong}" for key, line in found.lines.items() if (wrong := _braces(line))]
    if broken:  # what follows could not read them
        yield from broken
        return
    for key, template in found.lines.items():
        if unknown := names(template) - OF_ANSWERS - OF_SERVICE - OF_CHOICES:
            yield f"ucapan.{key} names {sorted(unknown)}, which the line does not know"
    yield from _places(found)
    yield from _intents(found)
    yield from readable.lines(found.lines, found.words.pronunciation)
    for name, step in found.steps.items():
        for then in leads_to(step):
            if then not in found.steps:
                yield f"langkah.{name} leads to {then}, which does not exist"
        for line in _said(step):
            if line not in found.lines:
                yield f"langkah.{name} says {line}, which is not among ucapan"
        yield from _own_problems(name, step)
        yield from _words(name, step, found.words)
    if found.start in found.steps:
        reached = {name for start in (*starts.values(), *ends.values()) for name in _reached(found, start)}
        for name in found.steps.keys() - reached:
            yield f"langkah.{name} cannot be reached; take it out or let a step lead to it"
        for name in found.steps:
            if not any(_helps(found, other) for other in _reached(found, name)):
                yield (
                    f"langkah.{name} has no way out to a person, a message or an end: let it, or one after it, lead "
                    f"to {found.officer}"
                )
    yield from _groups(found)
    yield from _universal(found.words)
    for each in together(found):
        yield from _alike(each, confused)


def _braces(template: str) -> str:
    """What is wrong with the places for values; "" for nothing."""
    try:
        places = [(name, spec, how) for _, name, spec, how in Formatter().parse(template) if name is not None]
    except ValueError:
        return "a { or } stands alone; a value is written like {kode}"
    odd = [name for name, spec, how in places if not name.isidentifier() or spec or how]
    return f"a value is written like {{kode}}, and nothing more between the braces: {odd}" if odd else ""


def leads_to(step: script.Step) -> tuple[str, ...]:
    """The steps that can follow."""
    match step:
        case script.Say(then=then) | script.RecordStory(then=then):
            return (then,)
        case script.Menu(choices=choices, on_failure=on_failure):
            return (*(choice.then for choice in choices), on_failure)
        case script.AskFreely():
            chosen = tuple(choice.then for choice in (*step.choices, *step.others))
            return (*chosen, step.then, step.which_service, step.which_intent, step.on_failure)
        case script.Branch(ways=ways, otherwise=otherwise):
            return (*ways.values(), otherwise)
        case script.Resume(otherwise=otherwise):
            return (otherwise,)
        case script.EnterCode(then=then, on_failure=on_failure, otherwise=other):
            return (then, on_failure) if other is None else (then, on_failure, other)
        case script.PickService(then=then, on_failure=on_failure):
            return (then, on_failure)
        case script.YesNo(yes=yes, no=no, on_failure=on_failure):
            return (yes, no, on_failure)
        case script.Do(results=results):
            return tuple(result.then for result in results.values())
        case script.Connect(otherwise=otherwise):
            return (otherwise,)
        case script.Goodbye():
            return ()


def _own_problems(name: str, step: script.Step) -> Iterator[str]:
    if isinstance(step, script.Menu | script.AskFreely):
        keys = [choice.key for choice in step.choices]
        if len(set(keys)) < len(keys):
            yield f"langkah.{name} uses a key twice: give each choice its own"
        if taken := [key for key in keys if key not in tuple(FREE_KEYS)]:
            yield (
                f"langkah.{name} uses the keys {taken}; only 1 to 4 are free for choices, "
                "the others mean the same at every question"
            )
    if isinstance(step, script.Do):
        if step.command not in COMMANDS:
            yield f"langkah.{name} asks for {step.command}; known are {', '.join(sorted(COMMANDS))}"
        elif step.results.keys() != COMMANDS[step.command]:
            yield f"langkah.{name} must have exactly the results {', '.join(sorted(COMMANDS[step.command]))}"


def _said(step: script.Step) -> Iterator[str]:
    """Every line that the step can say."""
    match step:
        case script.Say(lines=lines):
            for line in lines:
                yield from _expanded(line)
        case script.Branch() | script.Resume():
            return
        case script.Connect(lines=lines) | script.Goodbye(lines=lines):
            yield from lines
        case script.Do(results=results):
            for result in results.values():
                for line in result.lines:
                    yield from _expanded(line)
        case _:
            yield from (step.prompt + suffix for suffix in ("", "_singkat", "_tombol"))
            if isinstance(step, script.Menu | script.AskFreely):
                yield from (choice.line for choice in step.choices if choice.line)


def _expanded(line: str) -> Iterator[str]:
    """All lines that "status_{status}{varian}" and "kasus_{status}" can become.

    Nobody hears that a case is merged: its code tells how the one goes that it was merged into.
    """
    if "{" not in line:
        yield line
    elif "{varian}" in line:
        for status, variant in product(ApplicationStatus, ("", "_janji", "_sebut")):
            if (variant == "_janji") <= (status in ("diterima", "diproses")) and (variant == "_sebut") <= (
                status == "kurang_berkas"
            ):
                yield line.format(status=status, varian=variant)
    else:
        yield from (line.format(status=status) for status in CaseStatus if status is not CaseStatus.MERGED)


def _reached(found: script.Script, start: str) -> set[str]:
    reached, waiting = set(), [start]
    while waiting:
        name = waiting.pop()
        if name not in reached and name in found.steps:
            reached.add(name)
            waiting.extend(leads_to(found.steps[name]))
    return reached


def _helps(found: script.Script, name: str) -> bool:
    """Whether a caller who gets there has a person, a message, a call-back or an end that was meant."""
    return name == found.officer or isinstance(found.steps[name], script.RecordStory | script.Goodbye)


def _places(found: script.Script) -> Iterator[str]:
    for name in found.places:
        if name not in found.steps:
            yield f"tempat.{name} is no step: remove it, or correct the name"
        elif not isinstance(found.steps[name], QUESTIONS):
            yield f"tempat.{name} asks nothing, so no call breaks off there: remove it"
    for part, them in (("terjawab", found.told), ("lanjut_di", found.resumes.keys())):
        for name in sorted(them - found.places.keys()):
            yield f"{part}: {name} is not in tempat, so nobody goes on there: remove it, or add it to tempat"
    for name, to in found.resumes.items():
        if to not in found.steps:
            yield f"lanjut_di.{name}: {to} is no step: correct the name"


def _intents(found: script.Script) -> Iterator[str]:
    """What can be understood must be sayable, where it is asked about."""
    intents = {
        name for phrases in found.requests.intents.values() for phrase in phrases for name, _ in phrase.meant
    } - {"lain", ""}
    if any(isinstance(step, script.AskFreely) for step in found.steps.values()):
        for intent in sorted(intent for intent in intents if intent.isidentifier()):
            if f"maksud_{intent}" not in found.lines:
                yield f'ucapan.maksud_{intent} is missing: say in two words what it is, as in "biaya,"'


def _groups(found: script.Script) -> Iterator[str]:
    for group in found.catalogue.groups:
        if (count := len(found.catalogue.of_group(group.id))) > PAGE:
            yield (
                f"services.yaml: kelompok.{group.id} has {count} services, and four can be chosen by key: "
                "divide the group"
            )


def _words(name: str, step: script.Step, words: Words) -> Iterator[str]:
    """Words of one question that hide a universal command or mean two things."""
    if not isinstance(step, script.Menu | script.AskFreely):
        return
    commands = {word: command for command, said in words.universal.items() for word in said}
    meaning = of_choices(name, step, words).meaning
    for choice in step.choices:
        for word in choice.words:
            if word in commands:
                yield (
                    f'langkah.{name} uses "{word}" for a choice, but it means {commands[word]} at every question: '
                    "use another word"
                )
            if meaning[word] != choice.key:
                yield f'langkah.{name} uses "{word}" for two choices: give it to one of them'


def _universal(words: Words) -> Iterator[str]:
    """Yes, no, the digits and the commands, which are heard together. "enggih" and "enggak" are asked for by key."""
    commands = {word: command for command in universal.NAMES for word in words.universal.get(command, ())}
    for word in sorted((words.yes | words.no | words.unsure) & commands.keys()):
        yield f'words.yaml: "{word}" means ya or tidak, and {commands[word]} too: remove it from one of them'
    for word, digit in words.digits.items():
        if digit not in DIGIT_WORDS:
            yield f"words.yaml: angka: {word} becomes {digit}, which is no digit: write nol to sembilan"
    for name in universal.NAMES:
        if not words.universal.get(name):
            yield f"words.yaml: perintah.{name} is missing: give at least one word for it"


def _alike(of: Together, confused: Confused) -> Iterator[str]:
    """Words of different meaning that sound alike, or that the recogniser was measured to take for one another."""
    for one, other in combinations(sorted(of.meaning), 2):
        if of.meaning[one] == of.meaning[other] or not (one in of.own or other in of.own):
            continue
        if alike.confusable(one, other, of.share):
            yield (
                f'{of.where}: "{one}" and "{other}" sound alike and mean different things: '
                "use a longer or another word for one of them"
            )
        for said, heard in ((one, other), (other, one)):
            if (share := confused.get((said, heard), 0.0)) > alike.MOST_CONFUSED:
                yield (
                    f'{of.where}: of a hundred callers who say "{said}", {share:.0%} were heard to say "{heard}", '
                    "which means something else: use a longer or another word for one of them"
                )
