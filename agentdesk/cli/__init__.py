"""Every command of the program: parse, call, print."""

import gc

# A start makes many objects and no garbage: with the usual 700, looking for some takes a tenth of
# it. This file is the first of the program to run.
gc.set_threshold(20_000)
