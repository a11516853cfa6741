"""Help inside the administration: topics written by each app in its folder ``help``, and the guide for editors."""
