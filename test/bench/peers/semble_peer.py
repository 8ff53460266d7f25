"""
semble (pip) beside Vibe. Its table cannot be had offline, so a random one of the same shape stands in: speed, not quality.
Usage: semble_peer.py index|query ROOT STORE QUERIES
"""
import json
import pathlib
import sys
import time

import numpy as np
from model2vec import StaticModel
from semble import SembleIndex
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

ROWS, DIMS = 62_000, 256


def random_model(folder: pathlib.Path) -> str:
    if not folder.exists():
        vocabulary = {"[PAD]": 0, "[UNK]": 1, **{f"w{i}": i for i in range(2, ROWS)}}
        tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
        tokenizer.pre_tokenizer = Whitespace()
        table = np.random.default_rng(1).standard_normal((ROWS, DIMS), dtype=np.float32)
        StaticModel(table, tokenizer).save_pretrained(str(folder))
    return str(folder)


def main():
    phase, root, store, queries = sys.argv[1:5]
    folder = pathlib.Path(store)
    folder.mkdir(parents=True, exist_ok=True)
    model = random_model(folder / "model")
    started = time.perf_counter()
    if phase == "index":
        index = SembleIndex.from_path(root, model_path=model)
        index.save(folder / "index")
        print(json.dumps({"ms": (time.perf_counter() - started) * 1000}))
        return
    index = SembleIndex.load_from_disk(folder / "index")
    opened = time.perf_counter() - started
    times = []
    for line in open(queries, encoding="utf-8"):
        began = time.perf_counter()
        index.search(json.loads(line)["query"], top_k=10)
        times.append((time.perf_counter() - began) * 1000)
    print(json.dumps({"openMs": opened * 1000, "queryMs": times}))


main()
