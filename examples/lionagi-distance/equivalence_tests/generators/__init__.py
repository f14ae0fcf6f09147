"""Seeded cases, one file a component."""
