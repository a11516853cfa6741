"""The Union's screens of founding and opening."""
