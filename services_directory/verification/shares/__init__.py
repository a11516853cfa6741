"""What share of services was verified on any day, for an association, its municipalities and the country (F9)."""
