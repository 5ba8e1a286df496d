"""Texts: reading them, answering them, and the carriers that take ours."""
