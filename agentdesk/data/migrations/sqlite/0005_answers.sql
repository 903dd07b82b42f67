-- Which answers the messages of ours were made of: how often each was used is counted from it.

CREATE TABLE answer_uses (
    message_id INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL,
    command TEXT NOT NULL,
    answers TEXT NOT NULL
);
