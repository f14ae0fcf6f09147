"""What several parts use and no core holds."""
