"""The phase of every component. Generated from `phases/phases.toml` by `lionagi phase generate`: do not edit."""

from lionagi.registry.words import PhaseRow

PHASES = {
    "distance": PhaseRow(stage="1.off", since="0.1.0"),
}
