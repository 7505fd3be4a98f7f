"""What kind of comment it is: named steps with scores and reasons, all of them worked out offline."""
