"""Parts of addresses below the list of meetings, in every language."""

INVITED = "pozvanka"
