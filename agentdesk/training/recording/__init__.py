"""From a real shift, or another program's log, to a scenario: what must stay behind stays behind.

Everything is first brought into one form (:mod:`.visits`), then made coarse enough that nobody
stands alone (:mod:`.groups`), then written as a scenario in invented words (:mod:`.composing`), and
at last searched for everything that was known of real people (:mod:`.guard`).
"""
