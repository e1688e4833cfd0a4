"""Documents in over HTTP: receiving files, and the processes that read and publish them."""
