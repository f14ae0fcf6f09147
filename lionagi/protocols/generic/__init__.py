"""Ids and elements. Import names from the modules, or from `lionagi.protocols.types`."""
