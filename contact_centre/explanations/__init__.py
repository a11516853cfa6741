"""Why a centre did not meet a period's targets: what it writes, what the Union answers (TGT-4)."""
