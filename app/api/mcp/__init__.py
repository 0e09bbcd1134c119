"""The Model Context Protocol: the table of operations for agents."""
