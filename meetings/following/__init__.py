"""Citizens follow meetings by e-mail: each announcement goes to who asked for it, once (M9)."""
