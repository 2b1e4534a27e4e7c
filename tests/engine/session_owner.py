"""A process that owns a session, to be killed: tells its host's pid and runs on.

python session_owner.py FOLDER START_METHOD
"""

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

    from engine.config import DEFAULT
    from engine.session import Session

    changes = {"run.start_method": sys.argv[2], "producers.rate_hz": 100}
    session = Session(has_series=False)
    session.start(DEFAULT.changed(changes), None, Path(sys.argv[1]))
    assert session._host is not None
    print(session._host.pid, flush=True)
    while True:
        session.poll()
        time.sleep(0.02)
