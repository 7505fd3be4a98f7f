"""Every door out: all that a site holds, in the words of other systems; a module a format."""
