"""The REST face: one module per thing that can be asked for."""
