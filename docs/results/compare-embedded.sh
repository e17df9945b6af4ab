#!/usr/bin/env bash
# The figures of compare-embedded.md on two presets of the embedded benchmark, same-family and same-rules, by 16 and 4 training rows (16 validation rows on top).
# Every arm has 60 steps of 16 rows, and its own rate for each preset and number of rows, chosen on validation rows of seed 100, which is none of the others; a grid whose edge wins is
# widened. CoLoRA runs centrally and in rounds; beside colora:auto stands the best fixed arm with as much training, heats and run; local-all trains alone on all labelled rows.
# All arms with SEEDS (three: a gain of 2.5 times what it varies by between seeds is told from none). Where three leave the conclusion undecided (UNDECIDED, preset-rows), the arms that it hangs
# on have MORE (six: one of 1.05 times). About four hours of one core: of each preset and number of rows some twenty minutes are the choice of rates, twenty-five the arms, ten the race and its
# budget. Killed? Call it again: each finished run is kept as one small file in data/compare-embedded/cells: committed, it is gone on from on any machine.
# Usage: [SEEDS=0,1,2] [MORE=0,1,2,3,4,5] [PRESETS="same-family same-rules"] [ROWS="16 4"] [ARMS=arms] [KEY=arms] [UNDECIDED="same-family-16"] docs/results/compare-embedded.sh [folder] [threads]
# (default out/results-compare, all cores)
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
out=${1:-$root/out/results-compare}
threads=${2:-0}
data=$root/docs/results/data/compare-embedded
arms=${ARMS:-local,base,local-all,pooled,colora:lora-like,fedsa-lora,fedit,colora:auto}
key=${KEY:-local,local-all,colora:lora-like,colora:lora-like@rounds.rounds=12}
undecided=${UNDECIDED-same-family-16}
presets=${PRESETS:-same-family same-rules}
mkdir -p "$data"

compare() { # preset, rows, methods, seeds
    "$root/colora" compare --cells "$data/cells" --methods "$3" --seeds "$4" --examples-per-user "$2" --validation 16 --preset "$1" --rates 2.5e-3,5e-3,1e-2 --tuning-seed 100 \
        --steps 60 --batch-size 16 --rank 16 --alpha 32 --dtype float32 --threads "$threads" --max-length 256 --learning-rate 5e-3 --core-learning-rate 1.5e-2 \
        --validate-every 20 --checkpoint-every 1000 --set start.budget=1 optimizer.kind=adamw cores.freedom=whole rounds.local_steps=5 evaluation.likelihood=false \
        evaluation.max_new_tokens=90 evaluation.batch_size=50 evaluation.max_rows=50 --out "$out/$1-$2" >/dev/null
}

# The raw data stay beside the document, whose tables are made from them.
keep() { sed "s|$out/||g;s|$root/||g" "$1" >"$2"; }
for rows in ${ROWS:-16 4}; do
    for preset in $presets; do
        compare "$preset" "$rows" "$arms" "${SEEDS:-0,1,2}"
        keep "$out/$preset-$rows/report.json" "$data/$preset-$rows.json"
        [[ " $undecided " == *" $preset-$rows "* ]] || continue
        compare "$preset" "$rows" "$key" "${MORE:-0,1,2,3,4,5}"
        keep "$out/$preset-$rows/report.json" "$data/$preset-$rows-more.json"
    done
done
"$root/colora" tables "$root/docs/results/compare-embedded.md"
