"""The recipe that makes speech/model from recordings. Needs torch; the running line does not."""
