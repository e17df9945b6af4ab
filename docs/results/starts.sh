#!/usr/bin/env bash
# The figures of starts.md: CoLoRA with start auto beside every fixed start, on two presets of the embedded benchmark, 16 training rows (16 validation rows on
# top), three seeds. Each start's rate on each preset from 2e-3, 5e-3, 1.2e-2 on validation rows of seed 100, widened where the edge is best. Some three hours on one
# core. Killed? Call it again: what is done is kept, in data/starts/cells too: committed, it is gone on from on any machine.
# Usage: docs/results/starts.sh [folder] [threads]     (default out/results-starts, all cores)
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
out=${1:-$root/out/results-starts}
threads=${2:-0}

arms=colora:auto,local,colora:lora-like,colora:lora-like@adapter.rank=32,colora:orthogonal-mix,colora:orthogonal-mix@adapter.rank=32,colora:orthonormal,colora:spectral,colora:weight-svd
for preset in same-family mixed; do
    "$root/colora" compare --cells "$root/docs/results/data/starts/cells" --methods $arms --seeds 0,1,2 --examples-per-user 16 --validation 16 --preset $preset --rates 2e-3,5e-3,1.2e-2 \
        --steps 60 --batch-size 16 --rank 16 --alpha 32 --dtype float32 --threads "$threads" --max-length 256 --learning-rate 5e-3 --core-learning-rate 1.5e-2 \
        --validate-every 20 --checkpoint-every 1000 --set optimizer.kind=adamw cores.freedom=whole evaluation.likelihood=false start.budget=5 \
        evaluation.max_new_tokens=90 evaluation.batch_size=50 evaluation.max_rows=50 --out "$out/$preset" >/dev/null
done

# The raw data stay beside the document, whose tables are made from them.
data=$root/docs/results/data/starts
mkdir -p "$data"
keep() { sed "s|$out/||g;s|$root/||g" "$1" >"$2"; }
for preset in same-family mixed; do keep "$out/$preset/report.json" "$data/$preset.json"; done
"$root/colora" tables "$root/docs/results/starts.md"
