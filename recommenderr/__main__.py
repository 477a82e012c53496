"""`python -m recommenderr COMMAND`."""

import sys

from recommenderr.cli import main

if __name__ == "__main__":  # the sidecar's child process imports this module too
    sys.exit(main())
