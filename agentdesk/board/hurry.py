"""Not looking for rubbish while much is made of which nothing is rubbish yet."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def hurrying() -> Iterator[None]:
    """Put the collector off; afterwards it is as it was before."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
