"""The proof of `distance`: `python -m pytest`, or `lionagi equiv distance`, in this folder."""
