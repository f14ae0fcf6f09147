"""Models of what models are asked for. Import names from the modules."""
