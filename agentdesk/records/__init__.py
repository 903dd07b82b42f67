"""Records of other programs: read from files, given our names, handed to the desk in pieces."""
