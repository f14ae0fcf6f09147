"""Adapters of ours to other stores, each imported when its key is first used."""
