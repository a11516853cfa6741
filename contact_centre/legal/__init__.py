"""Advice from outside the centre: hours of the law firm (LAW-1), the specialist the Union is told of (ACT-4)."""
