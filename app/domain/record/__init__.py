"""What is kept of members: cases, flags, standing, mutes, what people did, and how it is erased."""
