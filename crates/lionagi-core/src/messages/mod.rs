//! `messages`: rendering of contents, requests to a provider. Reference: `lionagi/_core_py/messages.py`.

pub mod yaml;
