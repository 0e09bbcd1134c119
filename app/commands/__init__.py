"""What the command line does, one module for each command that is more than a call."""
