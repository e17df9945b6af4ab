#!/usr/bin/env bash
# The figures of compare-real.md: six arms on fourteen real tasks with a published model of 260 thousand parameters, 16 training and 8 validation rows, three
# seeds; scored by the loss of an answer token, exact match and ROUGE-L beside it. Each arm's rate from 1e-3, 3e-3 on validation rows of seed 100.
# Some 15 minutes on one core. Killed? Call it again: what is done is kept, in
# data/compare-real/cells too: committed, it is gone on from on any machine.
# Usage: docs/results/compare-real.sh [folder of models and data] [folder] [threads] [preset ...]     (default ../shared, out/results-real, all cores, fv_pick_category)
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
shared=${1:-$root/../shared}
out=${2:-$root/out/results-real}
threads=${3:-0}
shift $(($# < 3 ? $# : 3))
[ $# -gt 0 ] || set -- fv_pick_category

# stories260k was trained with <s> between texts and has never seen </s>, so <s> ends an answer.
for preset in "$@"; do
    "$root/colora" compare --cells "$root/docs/results/data/compare-real/cells" --model "$shared/models/stories260k" --data "$shared/data" --preset "$preset" --score nll \
        --methods base,local,pooled,colora:lora-like,colora:auto,fedsa-lora --seeds 0,1,2 --examples-per-user 16 --validation 8 --rates 1e-3,3e-3 \
        --steps 60 --batch-size 16 --rank 8 --alpha 16 --dtype float32 --threads "$threads" --learning-rate 1e-3 --core-learning-rate 3e-3 \
        --validate-every 20 --checkpoint-every 1000 --set start.budget=1 optimizer.kind=adamw cores.freedom=whole rounds.local_steps=5 evaluation.max_new_tokens=32 evaluation.max_rows=40 'prompt.end_token=<s>' \
        --out "$out/$preset" 2>/dev/null
done

# The raw data stay beside the document, whose tables are made from them.
data=$root/docs/results/data/compare-real
mkdir -p "$data"
keep() { sed "s|$out/||g;s|$root/||g" "$1" >"$2"; }
for preset in "$@"; do sed "s|$shared/||g;s|$out/||g" "$out/$preset/report.json" >"$data/$preset.json"; done
"$root/colora" tables "$root/docs/results/compare-real.md"
