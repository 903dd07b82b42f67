"""The training room: scenarios read from files, customers who answer, scores that explain."""
