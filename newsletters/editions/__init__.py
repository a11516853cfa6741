"""One issue in three forms (N4): what the web page shows, made into a mail and into pages of paper."""
