"""Where work is done: processes of this machine, or the workers of a cluster; all of them answer alike, bit for bit."""
