"""lionagi 0.18.0 as a judge beside both cores: it runs in an environment of its own and is asked the same questions (`nox -s oracle`)."""
