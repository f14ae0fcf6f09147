"""Functions that models may call. Import names from the modules."""
