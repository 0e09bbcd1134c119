"""The shapes that travel: one frozen model per thing, with the names and order of the contract.

Refuses to know where a value comes from: ``app/api/views.py`` is the single place that fills
these models from the domain. A field is never left out; what is not known is null.
"""
