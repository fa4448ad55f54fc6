"""How each kind of item gets its level. One source of levels, one file."""
