"""The imprint of an issue: who publishes it, how often, where, under which number (NWS-4, rules C4)."""
