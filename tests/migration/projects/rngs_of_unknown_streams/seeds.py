import json

SEEDS = json.loads('{"params": 3, "noise": 5}')


def streams(extra):
    return {**SEEDS, **extra}
