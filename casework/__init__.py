"""What we do about a citizen's matter. `perform` is the one door for calls and texts."""
