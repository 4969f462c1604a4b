"""`python -m palermo.cli`."""

import sys

from palermo.cli import main

sys.exit(main())
