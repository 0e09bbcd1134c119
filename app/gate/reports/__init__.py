"""A verdict, as the contract writes it, told to people and to the tools of a pipeline.

Every report is a pure function of the verdict's JSON. It holds whatever a service may say: nulls
anywhere, words that did not exist when this was written (which are shown and are never a pass),
and other people's labels and messages, which can change neither a report's form nor a terminal.
"""
