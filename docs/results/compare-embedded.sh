#!/usr/bin/env bash
# The figures of compare-embedded.md: nine arms on the four presets of the embedded benchmark, 4 and 16 training rows (16 validation rows on top), five
# seeds. Each arm's rate is chosen from one grid on validation rows of same-family with a seed that is none of the five; the other presets take those
# rates. Some five hours on two cores, the race of colora:auto being half of it. Killed? Call it again: what is done is kept, in
# data/compare-embedded/cells too: committed, it is gone on from on any machine.
# Usage: docs/results/compare-embedded.sh [folder] [threads]     (default out/results-compare, all cores)
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
out=${1:-$root/out/results-compare}
threads=${2:-0}
mkdir -p "$out"

for preset in same-family same-rules mixed opposite-rules; do
    [ $preset = same-family ] && rates=(--rates 2e-3,5e-3,1.2e-2) || rates=(--rates-from "$out/rates")
    arms=base,local,pooled,colora:lora-like,fedsa-lora,fedit,ffa-lora,lora-xs
    compare() {
        "$root/colora" compare --cells "$root/docs/results/data/compare-embedded/cells" --methods "$1" --seeds 0,1,2,3,4 --examples-per-user 16,4 --validation 16 --preset $preset "${rates[@]}" \
            --steps 60 --batch-size 16 --rank 16 --alpha 32 --dtype float32 --threads "$threads" --max-length 256 --learning-rate 5e-3 --core-learning-rate 1.5e-2 \
            --validate-every 20 --checkpoint-every 1000 --set rounds.local_steps=5 evaluation.likelihood=false \
            evaluation.max_new_tokens=90 evaluation.batch_size=50 evaluation.max_rows=50 --out "$out/$preset"
    }
    if [ $preset = same-family ]; then
        compare $arms >/dev/null 2>&1
        mkdir -p "$out/rates"
        cp "$out/same-family/report.json" "$out/rates/report.json"
        rates=(--rates-from "$out/rates")
    fi
    # The race picks start and rank; its rate is that of the other start of the same method.
    compare $arms,colora:auto 2>/dev/null
done

# The raw data stay beside the document, whose tables are made from them.
data=$root/docs/results/data/compare-embedded
mkdir -p "$data"
keep() { sed "s|$out/||g;s|$root/||g" "$1" >"$2"; }
for preset in same-family same-rules mixed opposite-rules; do keep "$out/$preset/report.json" "$data/$preset.json"; done
"$root/colora" tables "$root/docs/results/compare-embedded.md"
