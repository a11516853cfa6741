"""How an association shows itself (T2): colours, footer and sender, set by its manager; its address, by the Union."""
