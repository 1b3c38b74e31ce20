"""Runs the program of docs/many-repositories.md, which is found as fleet, with some workers."""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import fleet
from distributed import LocalCluster


def main(kind: str, workers: str, mirrors: str, out: str) -> None:
    """Read all mirrors in a folder with processes, or as a Dask cluster of this machine does."""
    if kind == "processes":
        with ProcessPoolExecutor(int(workers), get_context("spawn")) as executor:
            fleet.collect(mirrors, out, executor)
        return
    options = {"n_workers": int(workers), "threads_per_worker": 1, "dashboard_address": ":0"}
    with LocalCluster(**options) as cluster:
        fleet.main(mirrors, out, cluster.scheduler_address)


if __name__ == "__main__":
    main(*sys.argv[1:])
