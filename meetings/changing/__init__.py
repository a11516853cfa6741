"""Moving and cancelling a meeting, telling of a change, and that nothing else changes when and where it is (M9)."""
