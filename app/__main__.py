"""``python -m app`` is ``slo-monitor``."""

from app.cli import main

main()
