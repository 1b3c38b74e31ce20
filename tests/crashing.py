"""Files that end the process which parses them, and what lets one not end."""

import threading
import time

ENDS = "# end this process\n"
"""Has a file do so where `HOOK` is the `sitecustomize` of that process."""
HOOK = """
import ast, os
parse = ast.parse

def crash(source, *args, **options):
    if "# end this process" in source:
        os.kill(os.getpid(), 9)
    return parse(source, *args, **options)

ast.parse = crash
"""


def linger() -> None:
    """Leave a thread behind for which the process waits when it is to end."""
    threading.Thread(target=time.sleep, args=(1_000,)).start()
