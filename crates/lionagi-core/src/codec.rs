//! `codec`: reference `lionagi/_core_py/codec.py`.
