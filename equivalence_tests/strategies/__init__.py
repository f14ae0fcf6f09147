"""What goes into the cores: Hypothesis strategies, and the classes of user values that they and `bulk.py` share."""
