#!/usr/bin/env bash
# The figures of ablations.md: CoLoRA in variations, and in clusters, on the preset mixed with 16 training rows, three seeds; each arm's rate from 2e-3, 5e-3 on
# validation rows of seed 100. Some 45 minutes on one core. Killed? Call it again: what is done is kept, in
# data/ablations/cells too: committed, it is gone on from on any machine.
# Usage: docs/results/ablations.sh [folder] [threads]     (default out/results-ablations, all cores)
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
out=${1:-$root/out/results-ablations}
federated=colora:lora-like@rounds.rounds=1
"$root/colora" compare --cells "$root/docs/results/data/ablations/cells" --methods base,local,colora:lora-like,clusters:lora-like,colora-dual:lora-like,colora:lora-like@adapter.rank=8,$federated,$federated@rounds.regauge=true,$federated@rounds.phases=alternating@rounds.core_steps=2,colora:spectral,colora:orthogonal-mix \
    --seeds 0,1,2 --examples-per-user 16 --validation 16 --preset mixed --rates 2e-3,5e-3 \
    --steps 60 --batch-size 16 --rank 16 --alpha 32 --dtype float32 --threads "${2:-0}" --max-length 256 --learning-rate 5e-3 --core-learning-rate 1.5e-2 \
    --validate-every 20 --checkpoint-every 1000 --set start.budget=1 optimizer.kind=adamw cores.freedom=whole rounds.local_steps=5 evaluation.likelihood=false \
    evaluation.max_new_tokens=90 evaluation.batch_size=50 evaluation.max_rows=50 --out "$out"

# The raw data stay beside the document, whose tables are made from them.
data=$root/docs/results/data/ablations
mkdir -p "$data"
keep() { sed "s|$out/||g;s|$root/||g" "$1" >"$2"; }
keep "$out/report.json" "$data/report.json"
"$root/colora" tables "$root/docs/results/ablations.md"
