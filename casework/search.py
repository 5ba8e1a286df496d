"""Full-text search over what is not personal: services, counters, what happened, officers' tags.

Stories, notes, names and numbers are sealed and in no index. One interface for both databases: FTS5 on SQLite,
`to_tsvector('indonesian', ...)` on PostgreSQL.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Integer, bindparam, column, delete, false, select, text
from sqlalchemy.orm import Session

from casework.office import Office
from casework.triage import PRIORITIES
from casework.understanding_stems import stems
from models import Case, CaseEvent, CaseEventKind, CaseWords

MOST_WORDS = 8
"""Words of a question that are looked for."""
MOST_CASES = 5000
"""So many of the newest cases that have the words are looked at, so that a word of every case is found as quickly."""
SHORTEST_STEM = 4
HAPPENED = {
    CaseEventKind.NOTED: "catatan",
    CaseEventKind.TEXT_SENT: "dijawab sms",
    CaseEventKind.TEXT_RECEIVED: "balasan warga",
    CaseEventKind.RECORDING_ADDED: "rekaman",
    CaseEventKind.CALL_PLANNED: "dijawab telepon",
    CaseEventKind.CALL_ENDED: "ditelepon",
    CaseEventKind.FORWARDED: "diteruskan",
    CaseEventKind.REMINDED: "diingatkan",
    CaseEventKind.OVERDUE: "terlambat",
    CaseEventKind.GIVEN: "diserahkan",
    CaseEventKind.MERGED: "digabung",
    CaseEventKind.SPLIT: "dipecah",
    CaseEventKind.DOCUMENT: "berkas",
    CaseEventKind.LINKED: "permohonan",
    CaseEventKind.ANSWER_DROPPED: "jawaban batal",
}
"""What each kind of event can be found by. What somebody needs to come in is theirs, and is not among them."""
_CHANNEL = {"call": "telepon", "text": "sms"}
_PRIORITY = {int(priority): name for name, priority in PRIORITIES.items()}

_SQLITE = "SELECT rowid AS id FROM case_words_fts WHERE case_words_fts MATCH :wanted ORDER BY rowid DESC LIMIT :most"
_POSTGRESQL = (  # found by the index before anything else: reading every row's words takes seconds
    "WITH found AS MATERIALIZED (SELECT case_id AS id FROM case_words WHERE to_tsvector('indonesian', words) @@ "
    "to_tsquery('indonesian', :wanted)) SELECT id FROM found ORDER BY id DESC LIMIT :most"
)


def index(session: Session, office: Office, case: Case) -> None:
    """Makes the case findable by what it is now. Doing so twice changes nothing."""
    session.flush()
    words = " ".join(dict.fromkeys(_words(session, office, case)))
    known = session.get(CaseWords, case.id)
    if known is None:
        session.add(CaseWords(case_id=case.id, words=words))
    elif known.words != words:
        known.words = words
    session.flush()


def index_missing(session: Session, office: Office, *, most: int) -> int:
    """Makes findable what is not, the newest first, at most so many. Returns how many cases that were."""
    known = select(CaseWords.case_id).where(CaseWords.case_id == Case.id).exists()
    found = session.scalars(select(Case).where(~known).order_by(Case.id.desc()).limit(most)).all()
    for case in found:
        index(session, office, case)
    return len(found)


def forget_all(session: Session) -> None:
    """Nothing can be found any more, until it is indexed again."""
    session.execute(delete(CaseWords))


def has_words(session: Session, wanted: str) -> ColumnElement[bool]:
    """Whether a case has all of these words, or words that begin so, and is among the newest that do."""
    terms = plain_words(wanted)[:MOST_WORDS]
    if not terms:
        return false()
    if session.get_bind().dialect.name == "sqlite":
        found, question = _SQLITE, " AND ".join(map(_term, terms))
    else:
        found, question = _POSTGRESQL, " & ".join(f"{term}:*" for term in terms)
    chosen = (
        text(found)
        .bindparams(bindparam("wanted", question, unique=True), bindparam("most", MOST_CASES, unique=True))
        .columns(column("id", Integer))
    )
    return Case.id.in_(chosen)


def is_known(session: Session, wanted: str, seen: Sequence[ColumnElement[bool]] = ()) -> bool:
    """Whether any case has these words. What nothing has may be a name, and belongs in no address. `seen`: what makes
    a case one's own to see; other counters' words are no business of theirs.
    """
    return session.scalar(select(Case.id).where(has_words(session, wanted), *seen).limit(1)) is not None


def plain_words(given: str) -> list[str]:
    """Lower case, without accents and signs: nothing in them means anything to either database."""
    folded = unicodedata.normalize("NFKD", given.lower())
    return re.findall(r"[a-z0-9]+", "".join(sign for sign in folded if not unicodedata.combining(sign)))


def _term(word: str) -> str:
    """A word or what it may be built on, for FTS5: PostgreSQL knows stems by itself."""
    forms = [word, *(stem for stem in stems(word) if len(stem) >= SHORTEST_STEM and stem != word)]
    return "(" + " OR ".join(f'"{form}"*' for form in dict.fromkeys(forms)) + ")"


def _words(session: Session, office: Office, case: Case) -> Iterator[str]:
    if case.service_id is not None:
        yield from plain_words(case.service_id)
        if office.catalogue.has(case.service_id):
            service = office.catalogue.get(case.service_id)
            yield from plain_words(f"{service.name} {service.product}")
    kind = office.triage.kinds.get(case.kind)
    named = (case.counter, _CHANNEL.get(case.channel, ""), _PRIORITY.get(case.priority, ""), case.tags)
    yield from plain_words(" ".join((*named, kind.name if kind is not None else "")))
    happened = session.scalars(select(CaseEvent.kind).where(CaseEvent.case_id == case.id).distinct())
    for what in sorted(happened):
        yield from HAPPENED.get(what, "").split()
