"""How Indonesian sounds, in the phonetic signs that the natural voice reads: words in, signs out.

Indonesian spelling says nearly everything; the rules below say the rest: which "e" it is, where the stress lies,
what becomes of a letter at the end of a word. A word whose "e" matters may carry a mark: é as in "soré", ê as in
"êmpat". Pure; knows nothing of engines, voices or sound. The rules are those of school grammars, as far as a
telephone lets them be heard.
"""

import re
import unicodedata

from speech.pronunciation import reading

PEPET, TALING = "ə", "e"
STRESS, STOP = "ˈ", "ʔ"
MARKS = ",.?!"
"""What is kept of the punctuation: the melody of the sentence hangs on it."""

_SOUNDS = {
    "ng": "ŋ", "ny": "ɲ", "sy": "ʃ", "kh": "x", "a": "a", "i": "i", "u": "u", "o": "o", "e": PEPET, "ê": PEPET,
    "é": TALING, "b": "b", "c": "ʧ", "d": "d", "f": "f", "g": "ɡ", "h": "h", "j": "ʤ", "k": "k", "l": "l", "m": "m",
    "n": "n", "p": "p", "q": "k", "r": "r", "s": "s", "t": "t", "v": "f", "w": "w", "x": "ks", "y": "j", "z": "z",
    "'": STOP,
}  # fmt: skip
_VOWELS = frozenset("aiuo" + PEPET + TALING)
_DIPHTHONGS = {"ai": "aj", "au": "aw", "oi": "oj"}
_VOICELESS = {"b": "p", "d": "t", "ɡ": "k"}

SIGNS = frozenset("".join((*_SOUNDS.values(), *_DIPHTHONGS.values(), STRESS, MARKS, " ")))
"""Every sign that can come out."""

_WRITTEN_WITH_MARKS = """
akréditasi akséptor aksésibilitas antré antréan apotéker béasiswa bébas béda béngkél bésok cétak daérah débat
désa désémbêr détail déwan déwasa édukasi éfék ékspor éléktronik énak énêrgi ésok évaluasi fébruari géografi
gésér hébat hélm hémat héran idéntitas istiméwa jénjang komité kréta légal légalisir léhér léwat média médis
méja mémang mérah mérek mêréka mêtêrai météran nélépon nénék nopémbêr novémbêr opérasi péndék pénsiun pérak péta
prosédur puskésmas rédaksi régistrasi rékêning rékoméndasi rémaja rêsép rêsmi séhat sékrêtaris séptémbêr séri
sértifikat séwa sistém spésifikasi téknis téks télépon télpon téma téori téras vérifikasi wêwênang
"""
"""Common words whose "e" the rules below would get wrong, also with what Indonesian puts before and behind a word."""

_ROOTS = {root.replace("é", "e").replace("ê", "e"): root for root in _WRITTEN_WITH_MARKS.split()}
_PREFIXES = "ber|ter|per|pem|peng|pen|pe|mem|meng|men|me|ke|se|di"
_ROOT = re.compile(rf"((?:{_PREFIXES})*?)({'|'.join(_ROOTS)})((?:an|i)?)$")
_TALING = re.compile(
    r"(?<=[bcdfghjklmnpqrstvwxyz])e$(?<!^ke)(?<!^se)"  # soré, kodé, the letters bé and cé; but "ke" and "se"
    r"|^e(?![mn](?:[bpgjstc]|a))"  # élektronik, ékonomi, the letter él; but empat, entah, enam, emas
    r"|e(?=(?:h|k|t|s|n|ng|l|p)$)"  # boléh, kakék, lokét, prosés, dokumén; but sumber, kantor
    r"|e(?=o)"  # vidéo
)
_SUFFIX = re.compile(r"(?<=...)(?:nya|(?<!e)(?:lah|kah|pun|kan|ku|mu))$")
_GLIDE = re.compile(r"(?:ai|au|oi)(?=$|an$|i$)|au(?=d(?:ara|it))|ai(?=mana)")
_OTHER = re.compile(rf"[^a-zéê'\s{MARKS}-]")
_WORD_OR_MARK = re.compile(rf"[^\s{MARKS}-]+|[{MARKS}]")


class UnspeakableError(ValueError):
    """There is a sign that nothing is known of; the message names it and nothing else of the text."""


def phonetic(text: str) -> str:
    """A text of letters, spaces, hyphens, apostrophes and MARKS as signs of SIGNS, one space between words.

    Other accents than é and ê are left out. Raises UnspeakableError for digits, symbols and letters of other scripts:
    whoever asks turns them into words before.
    """
    plain = _without_other_accents(text).lower()
    strange = _OTHER.search(plain)
    if strange:
        raise UnspeakableError(f"there is no sound for {strange[0]!r}: write it in words")
    said = ""
    for part in _WORD_OR_MARK.findall(plain):
        if part in MARKS:
            said = said.rstrip(MARKS) + part if said else ""
            continue
        word = part.strip("'")
        read = (
            word if set(word) & set("éê") else reading(word)
        )  # "té" has a vowel, which reading() does not know
        sounds = " ".join(map(_word, read.split()))
        said += f" {sounds}" if said and sounds else sounds
    return said


def _without_other_accents(text: str) -> str:
    kept = "".join(
        letter if letter.lower() in "éê" else unicodedata.normalize("NFKD", letter)
        for letter in unicodedata.normalize("NFC", text.replace("’", "'"))
    )
    return "".join(letter for letter in kept if unicodedata.category(letter) != "Mn")


def _word(word: str) -> str:
    root = _SUFFIX.sub("", word)
    suffix = word[len(root) :]
    if not set(word) & set("éê"):
        known = _ROOT.match(root)
        root = known[1] + _ROOTS[known[2]] + known[3] if known else root
        root = _TALING.sub("é", root)
    sounds = _sounds(root, at_the_end=not suffix) + _sounds(suffix, at_the_end=True)
    vowels = [at for at, sound in enumerate(sounds) if sound[0] in _VOWELS]
    if not vowels:
        return "".join(sounds)
    stressed = vowels[-2] if len(vowels) > 1 else vowels[-1]
    if len(vowels) > 1 and sounds[stressed] == PEPET and _open(sounds, stressed):
        stressed = vowels[-1]  # an open syllable with e-pepet is too weak for it: beˈnar, but ˈempat
    sounds[stressed] = STRESS + sounds[stressed]
    return "".join(sounds)


def _open(sounds: list[str], vowel: int) -> bool:
    """Whether at most one consonant follows before the next vowel."""
    return any(sound[0] in _VOWELS for sound in sounds[vowel + 1 : vowel + 3])


def _sounds(letters: str, *, at_the_end: bool) -> list[str]:
    """The signs of a root or a suffix, one item for each sound."""
    glides = (
        {found.start() for found in _GLIDE.finditer(letters)} if re.search("[^aiueoéê]", letters) else set()
    )
    found: list[str] = []
    at = 0
    while at < len(letters):
        pair = letters[at : at + 2]
        if at in glides and pair in _DIPHTHONGS:
            found.append(_DIPHTHONGS[pair])
            at += 2
            continue
        sign = pair if pair in _SOUNDS else letters[at]
        sound = _SOUNDS[sign]
        if found and sound in _VOWELS and found[-1] == sound:
            found.append(STOP)  # sa'at, ma'af
        found.append(sound)
        at += len(sign)
    if at_the_end and len(found) > 1:
        found[-1] = _VOICELESS.get(found[-1], found[-1])
    return found
