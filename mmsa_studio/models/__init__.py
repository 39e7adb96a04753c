"""Which models there are, who they are, and what they run on; torch is imported only when a device is chosen."""
