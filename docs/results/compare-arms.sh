#!/usr/bin/env bash
# The figures of compare-arms.md: the arms that compare-embedded.sh leaves out, beside local and CoLoRA, on same-family with 16 training rows, three
# seeds; each arm's rate from one grid on validation rows of seed 100. About an hour on one core. Killed? Call it again: what is done is kept, in
# data/compare-arms/cells too: committed, it is gone on from on any machine.
# Usage: docs/results/compare-arms.sh [folder] [threads]     (default out/results-arms, all cores)
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
out=${1:-$root/out/results-arms}
"$root/colora" compare --cells "$root/docs/results/data/compare-arms/cells" --methods local,colora:lora-like,colora-diag,colora-dual,mtl-lora,hydralora,vera,ditto,feddpa-lora,fed-alora,ce-lora,flora,flexlora,rolora --seeds 0,1,2 \
    --examples-per-user 16 --validation 16 --preset same-family --rates 2e-3,5e-3,1.2e-2 \
    --steps 60 --batch-size 16 --rank 16 --alpha 32 --dtype float32 --threads "${2:-0}" --max-length 256 --learning-rate 5e-3 --core-learning-rate 1.5e-2 \
    --validate-every 20 --checkpoint-every 1000 --set start.budget=1 optimizer.kind=adamw cores.freedom=whole rounds.local_steps=5 evaluation.likelihood=false \
    evaluation.max_new_tokens=90 evaluation.batch_size=50 evaluation.max_rows=50 --out "$out"

# The raw data stay beside the document, whose tables are made from them.
data=$root/docs/results/data/compare-arms
mkdir -p "$data"
keep() { sed "s|$out/||g;s|$root/||g" "$1" >"$2"; }
keep "$out/report.json" "$data/report.json"
"$root/colora" tables "$root/docs/results/compare-arms.md"
