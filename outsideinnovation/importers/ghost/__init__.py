"""Ghost: the JSON that its administration exports, with the list of members beside it."""
