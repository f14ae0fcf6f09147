"""The Rust cores: the extension module `_native` and its stub. Missing in a pure installation; the registry decides."""
