//! Everything of lionagi that waits or fans out. Holds no Python object.

pub mod batch;
