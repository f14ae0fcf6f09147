"""The reference cores in Python: one file per component, with the name of its contract in `lionagi/_core/`."""
