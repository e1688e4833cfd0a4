"""One piece of work over many items: in this process, in processes of this machine, or on the workers of a Dask cluster."""

from kb.fanout.choice import fanout
from kb.fanout.contract import Fanout, here

__all__ = ["Fanout", "fanout", "here"]
