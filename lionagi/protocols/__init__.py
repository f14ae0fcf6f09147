"""What things are: concepts and contracts, entities (`generic`), nodes (`graph`). Import names from `lionagi.protocols.types`."""
