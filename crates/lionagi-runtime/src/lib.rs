//! Everything that waits or fans out. Empty until a component needs it: rollout of batch work comes with its own component.
