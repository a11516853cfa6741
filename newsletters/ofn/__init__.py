"""Published issues as open data in the shape of the Czech open formal norm Aktuality (O2)."""
