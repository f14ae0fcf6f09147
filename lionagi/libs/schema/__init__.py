"""Functions and their documents as schemas."""
