"""How long a question is waited for, in seconds of no clock."""

from ivr.patience import BETWEEN_KEYS_S, LATE_HELD_S, LONGEST_ANSWER_S, NOISES, SIGN_S, Patience
from ivr.values import Ask

PLAIN = Ask(keys=1, speech=None, patience_s=7.0)
HELD = Ask(keys=1, speech=None, patience_s=30.0, hold=True)


def test_the_time_runs_from_the_end_of_the_prompt_and_once() -> None:
    patience = Patience(PLAIN)
    assert patience.wakes() is None
    patience.idle(10.0)
    patience.idle(12.0)
    assert patience.wakes() == 17.0
    assert not patience.over(16.9)
    assert patience.over(17.0)


def test_a_key_gives_time_for_the_next_one() -> None:
    patience = Patience(PLAIN)
    patience.idle(10.0)
    patience.pressed(16.0)
    assert patience.wakes() == 16.0 + BETWEEN_KEYS_S


def test_whoever_speaks_has_time_but_a_television_has_no_more_than_that() -> None:
    patience = Patience(PLAIN)
    patience.idle(10.0)
    patience.began(16.0)
    patience.idle(20.0)
    assert patience.wakes() == 16.0 + LONGEST_ANSWER_S


def test_noises_let_the_time_run_anew_but_not_for_ever() -> None:
    patience, now = Patience(PLAIN), 10.0
    while not patience.over(now):
        patience.idle(now)
        patience.began(now)
        patience.was_nothing()
        patience.idle(now)
        now += 1.0
    assert now <= 10.0 + NOISES * PLAIN.patience_s + 1


def test_a_caller_who_had_us_wait_gets_soft_signs_and_their_time_runs_on_through_noises() -> None:
    patience, now, signs = Patience(HELD), 100.0, 0
    while not patience.over(now):
        patience.idle(now)
        if int(now) % 5 == 0:
            patience.began(now)
            patience.was_nothing()
            patience.idle(now)
        signs += patience.signs(now)
        now += 0.5
    assert 130.0 <= now <= 130.0 + LATE_HELD_S + 0.5
    quiet, now = Patience(HELD), 100.0
    while not quiet.over(now):
        quiet.idle(now)
        signs += quiet.signs(now)
        now += 0.5
    assert signs == int(HELD.patience_s / SIGN_S) - 1


def test_an_answer_that_begins_just_before_a_sign_is_heard_to_its_end() -> None:
    patience = Patience(HELD)
    patience.idle(100.0)
    patience.began(129.0)
    assert not patience.over(130.0)
    assert patience.over(129.0 + LATE_HELD_S)
    early = Patience(HELD)
    early.idle(100.0)
    early.began(110.0)
    assert early.over(130.0), "a television that has been on for long does not keep the sign back"


def test_a_television_that_talks_into_a_sign_of_life_does_not_keep_the_next_one_back() -> None:
    patience = Patience(HELD)
    patience.began(99.0)
    patience.idle(100.0)
    assert patience.over(130.0)


def test_what_was_waited_for_before_a_noise_counts() -> None:
    assert Patience(HELD, until=105.0).over(105.0)
    assert Patience(PLAIN, until=105.0).wakes() is None
