"""`python -m cure_learner`."""

import sys

from cure_learner.cli import main

sys.exit(main())
