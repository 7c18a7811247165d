#!/usr/bin/env python3
"""make_seeds.py SAMPLES OUT: seeds for the fuzz targets, made from the sample documents.

OUT/documents  each sample whole, and each of its paragraphs
OUT/figures    each sentence that holds a figure
"""
import hashlib
import pathlib
import re
import sys

FIGURE = re.compile("[0-9０-９〇零一二两三四五六七八九十百千万亿]")


def write(folder: pathlib.Path, text: str) -> None:
    data = text.encode()
    (folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)


def main() -> None:
    samples, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    texts = [path.read_bytes().decode() for path in sorted(samples.glob("*.txt"))]
    if not texts:
        sys.exit(f"make_seeds.py: no samples in {samples}")
    documents, figures = out / "documents", out / "figures"
    documents.mkdir(parents=True, exist_ok=True)
    figures.mkdir(parents=True, exist_ok=True)
    for text in texts:
        write(documents, text)
        for paragraph in filter(None, text.split("\n")):
            write(documents, paragraph)
        for sentence in re.split("(?<=[。；！？])|\n", text):
            if sentence and FIGURE.search(sentence):
                write(figures, sentence)


if __name__ == "__main__":
    main()
