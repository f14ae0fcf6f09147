"""`messages`, tracked operations. Say the unit, the floor and why it is the floor."""
