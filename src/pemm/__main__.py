"""`python -m pemm` is `pemm`."""

from pemm.cli import main

main()
