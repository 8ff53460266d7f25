"""tantivy (pip) beside Vibe: BM25 over the same 50-line windows. Usage: tantivy_peer.py index|change|query ROOT STORE QUERIES"""
import json
import os
import sys
import time

import tantivy

WINDOW_LINES = 50


def schema():
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("path", stored=True, tokenizer_name="raw")
    builder.add_unsigned_field("line", stored=True)
    builder.add_text_field("body", stored=False, tokenizer_name="en_stem")
    return builder.build()


def add(writer, root, path):
    try:
        with open(os.path.join(root, path), "rb") as file:
            data = file.read()
    except OSError:
        return
    if len(data) > 2 * 1024 * 1024 or b"\0" in data[:8192]:
        return
    lines = data.decode("utf-8", "replace").split("\n")
    for start in range(0, len(lines), WINDOW_LINES):
        writer.add_document(tantivy.Document(path=path, line=start + 1, body="\n".join(lines[start : start + WINDOW_LINES])))


def main():
    phase, root, store, queries = sys.argv[1:5]
    started = time.perf_counter()
    if phase == "index":
        os.makedirs(store)
        index = tantivy.Index(schema(), path=store)
        writer = index.writer(heap_size=128_000_000, num_threads=2)
        for folder, folders, names in os.walk(root):
            folders[:] = [name for name in folders if name != ".git"]
            for name in names:
                add(writer, root, os.path.relpath(os.path.join(folder, name), root))
        writer.commit()
        writer.wait_merging_threads()
    elif phase == "change":
        index = tantivy.Index.open(store)
        path = sys.argv[5]
        writer = index.writer(heap_size=32_000_000, num_threads=1)
        writer.delete_documents("path", path)
        add(writer, root, path)
        writer.commit()
    else:
        index = tantivy.Index.open(store)
        searcher = index.searcher()
        opened = time.perf_counter() - started
        times = []
        for line in open(queries, encoding="utf-8"):
            words = " ".join(word for word in json.loads(line)["query"].replace("_", " ").split() if word.isalnum())
            began = time.perf_counter()
            searcher.search(index.parse_query(words, ["body"]), 10)
            times.append((time.perf_counter() - began) * 1000)
        print(json.dumps({"openMs": opened * 1000, "queryMs": times}))
        return
    print(json.dumps({"ms": (time.perf_counter() - started) * 1000}))


main()
