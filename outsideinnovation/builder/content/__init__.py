"""Posts and pages as authors write them: reading, checking, and the light rows that the rest works on."""
