"""All centres of a period side by side, in numbers only: what the Union sees of the register (A5)."""
