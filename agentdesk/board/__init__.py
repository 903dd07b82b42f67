"""The board: what the log adds up to, at any second of it, for people who watch and touch nothing.

Nothing in here writes to a store or knows a use-case; an import contract says so. The log's
entries are folded into records (:mod:`~agentdesk.board.ledger`), the records are measured by
named figures (:mod:`~agentdesk.board.figures`), and the figures of one moment are a
:class:`~agentdesk.board.view.BoardView`.
"""
