//! `hashing`: reference `lionagi/_core_py/hashing.py`.
