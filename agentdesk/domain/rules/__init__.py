"""Automatic rules: on an event, if these fields, then set, tag, route, escalate, notify, remind.

``written`` is how a rule stands in the set-up, ``triggers`` and ``conditions`` say when it
applies, ``effects`` what it would do to a case, ``check`` and ``loops`` what is wrong with one.
Pure: the desk's :mod:`agentdesk.desk.ruling` carries them out.
"""
