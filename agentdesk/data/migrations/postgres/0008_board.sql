-- What a supervisor may read: the same names as the tables, in a schema of its own, without anything
-- that a customer wrote or that says who a customer is.

CREATE SCHEMA agentdesk_board;
CREATE VIEW agentdesk_board.store AS SELECT one, schema_version, allow_as FROM store;
CREATE VIEW agentdesk_board.log_head AS SELECT * FROM log_head;
CREATE VIEW agentdesk_board.events AS SELECT * FROM events;
CREATE VIEW agentdesk_board.cases AS SELECT * FROM cases;
CREATE VIEW agentdesk_board.clocks AS SELECT * FROM clocks;
CREATE VIEW agentdesk_board.timers AS SELECT * FROM timers;
CREATE VIEW agentdesk_board.agents AS SELECT * FROM agents;
CREATE VIEW agentdesk_board.loads AS SELECT * FROM loads;
CREATE VIEW agentdesk_board.lanes AS SELECT * FROM lanes;
CREATE VIEW agentdesk_board.promises AS SELECT * FROM promises;
CREATE VIEW agentdesk_board.sends AS SELECT * FROM sends;
CREATE VIEW agentdesk_board.held_mail AS SELECT * FROM held_mail;
CREATE VIEW agentdesk_board.undone AS SELECT * FROM undone;
CREATE VIEW agentdesk_board.setups AS SELECT * FROM setups;
CREATE VIEW agentdesk_board.beats AS SELECT * FROM beats;
