"""The phase of every component. Generated from `phases/phases.toml` by `lionagi phase generate`: do not edit."""

from lionagi.registry.words import PhaseRow

PHASES = {
    "ids": PhaseRow(stage="1.off", since="1.0.0a1"),
    "hashing": PhaseRow(stage="1.off", since="1.0.0a1"),
    "codec": PhaseRow(stage="1.off", since="1.0.0a1"),
    "entity": PhaseRow(stage="1.off", since="1.0.0a1"),
    "messages": PhaseRow(stage="1.off", since="1.0.0a1"),
    "progression": PhaseRow(stage="0", since="1.0.0a1"),
    "pile": PhaseRow(stage="0", since="1.0.0a1"),
}
