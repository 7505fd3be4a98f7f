"""``python -m outsideinnovation`` is the command line."""

from outsideinnovation.cli import main

main(prog_name="oi")
