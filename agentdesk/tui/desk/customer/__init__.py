"""A customer as lines of words, a module a section, in the order of the domain's pane (§6). Pure.

What verification masks is never made into a line; one line says what is masked, and with which key
it is shown.
"""
