"""The change of the minimum number of activities by the Union (TGT-2)."""
