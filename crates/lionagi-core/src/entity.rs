//! `entity`: reference `lionagi/_core_py/entity.py`.
