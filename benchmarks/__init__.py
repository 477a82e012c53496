"""How fast, how large, how good: each script prints one table and can write its figures as JSON.

Read in this order: `library` (the titles), `household` (people and titles on disk), `timing`, `report`, then a subject:
those of `all`; `ingest`, which needs a server; `dashboard`, which needs Chromium; `quality`, which needs the viewing
histories of real people.
"""

import os

# One core, unless the environment says otherwise: numpy reads this when it is imported, which is after this line.
for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")
