"""The pure core: from counted events to budgets, burn rates, states and verdicts.

It refuses to know the clock, the network, logging, HTTP and PromQL: every function takes its
time as an argument and returns a value. It imports the standard library and numpy only
(``tests/test_architecture.py`` holds that).
"""
