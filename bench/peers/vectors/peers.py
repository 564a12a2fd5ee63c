"""FAISS and hnswlib on the vectors that the evaluation wrote: one thread, one query at a time. Prints one JSON object a line."""
import json
import os
import statistics
import sys
import time

import numpy

os.environ["OMP_NUM_THREADS"] = "1"
vectors_file, queries_file, dimension, windows = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
vectors = numpy.fromfile(vectors_file, dtype=numpy.float32).reshape(-1, dimension)
queries = numpy.fromfile(queries_file, dtype=numpy.float32).reshape(-1, dimension)


def p50_us(lookup):
    """Medians of whole passes over the queries."""
    medians = []
    for _ in range(windows):
        samples = []
        for i in range(len(queries)):
            start = time.perf_counter_ns()
            lookup(queries[i : i + 1])
            samples.append((time.perf_counter_ns() - start) / 1000)
        medians.append(statistics.median(samples))
    return medians


def report(**figures):
    print(json.dumps(figures), flush=True)


truth = None
try:
    import faiss

    faiss.omp_set_num_threads(1)
    flat = faiss.IndexFlatIP(dimension)
    start = time.perf_counter()
    flat.add(vectors)
    seconds = time.perf_counter() - start
    truth = flat.search(queries, 1)[1][:, 0]
    report(peer="faiss", version=faiss.__version__, kind="IndexFlatIP, exact", p50Us=p50_us(lambda q: flat.search(q, 1)), insertsPerSecond=len(vectors) / seconds, recall=1.0)
except ImportError as error:
    report(peer="faiss", skipped=str(error))

try:
    import hnswlib

    if len(vectors) > 20_000:
        report(peer="hnswlib", skipped="building its graph takes minutes at this size")
    else:
        graph = hnswlib.Index(space="ip", dim=dimension)
        graph.init_index(max_elements=len(vectors), M=16, ef_construction=200)
        graph.set_num_threads(1)
        start = time.perf_counter()
        graph.add_items(vectors)
        seconds = time.perf_counter() - start
        graph.set_ef(64)
        found = graph.knn_query(queries, k=1)[0][:, 0]
        recall = float((found == truth).mean()) if truth is not None else -1.0
        report(peer="hnswlib", version=getattr(hnswlib, "__version__", "Debian python3-hnswlib"), kind="M 16, efConstruction 200, ef 64", p50Us=p50_us(lambda q: graph.knn_query(q, k=1)), insertsPerSecond=len(vectors) / seconds, recall=recall)
except ImportError as error:
    report(peer="hnswlib", skipped=str(error))
