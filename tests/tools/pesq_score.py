"""PESQ wideband (ITU-T P.862.2) of a received voice against the looped reference it was made from.

pesq_score.py SAID.wav HEARD.wav prints {"median", "pieces", "lowest"}. The received recording is cut into pieces of
eight seconds; each is aligned with the reference by cross-correlation and scored. Pieces without speech are left out.
"""
import json
import sys

import numpy as np
import soundfile
from pesq import pesq
from scipy.signal import fftconvolve, resample_poly

RATE = 16_000
PIECE = 8 * RATE


def read(path):
    samples, rate = soundfile.read(path)
    if samples.ndim > 1:
        samples = samples.mean(axis=1)
    return resample_poly(samples, RATE, rate) if rate != RATE else samples


def best_offset(reference, piece):
    """Where in the reference the piece begins: the peak of the normalised cross-correlation."""
    products = fftconvolve(reference, piece[::-1], mode="valid")
    energy = fftconvolve(reference**2, np.ones(len(piece)), mode="valid")
    return int(np.argmax(products / np.sqrt(np.maximum(energy, 1e-9))))


def main(said_path, heard_path):
    said, heard = read(said_path), read(heard_path)
    # The file loops while it is sent: a piece may run over its end.
    repeats = 2 + PIECE // len(said)
    reference = np.tile(said, repeats)
    loud = np.flatnonzero(np.abs(heard) > 1e-3)
    start = int(loud[0]) + 2 * RATE if len(loud) else 0
    scores = []
    for begin in range(start, len(heard) - PIECE, PIECE):
        piece = heard[begin : begin + PIECE]
        if np.sqrt(np.mean(piece**2)) < 1e-3:
            continue
        at = best_offset(reference, piece)
        clean = reference[at : at + PIECE].astype(np.float32)
        scores.append(pesq(RATE, clean, piece.astype(np.float32), "wb"))
    if not scores:
        sys.exit("the recording has no speech in it")
    print(json.dumps({"median": round(float(np.median(scores)), 3), "pieces": len(scores), "lowest": round(min(scores), 3)}))


if __name__ == "__main__":
    main(*sys.argv[1:3])
