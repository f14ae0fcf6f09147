//! `ids`: reference `lionagi/_core_py/ids.py`.
