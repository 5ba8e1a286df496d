"""How a telephone that Asterisk rang was left: its words and numbers as the last words that all carriers share. Pure.

Source: DIALSTATUS of app_dial, and the causes of Q.850 as Asterisk numbers them (causes.h).
"""

ENDS = {"ANSWER": "completed", "BUSY": "busy", "NOANSWER": "no-answer", "CANCEL": "canceled"}
"""By DIALSTATUS. The others (CHANUNAVAIL, CONGESTION and rarer ones) say that something went wrong; the cause says
what.
"""
CAUSES = {"17": "busy", "21": "busy", "18": "no-answer", "19": "no-answer", "20": "no-answer"}
"""User busy, call rejected; no user responding, no answer, subscriber absent."""


def outcome(how: str, cause: str) -> str:
    """One of call_tries.FINAL."""
    return ENDS.get(how) or CAUSES.get(cause, "failed")
