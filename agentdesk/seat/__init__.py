"""One person at one store, without a screen: what every way of working at the desk shares."""
