#!/usr/bin/env bash
# The figures of embedded.md: the grid that chose the demo's rates (validation rows alone), the demo over five seeds, and the few-row
# curve of the embedded base. About half an hour on two cores. Killed? Call it again: what is done is kept.
# Usage: docs/results/embedded.sh [folder]     (default out/results-embedded)
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
out=${1:-$root/out/results-embedded}
mkdir -p "$out"

train() { # name, options: a run that is done is not repeated
    local name=$1; shift
    [ -d "$out/$name/final" ] || "$root/colora" train --overwrite --dtype float32 --max-length 256 --batch-size 16 --checkpoint-every 1000 \
        "$@" --out "$out/$name" >/dev/null 2>&1
}
best() { sed -n 's/.*"validation_mean":\([0-9.]*\).*/\1/p' "$out/$1/metrics.jsonl" | sort -g | head -n 1; }

echo "## Grid: best mean validation loss, same-family, 16 + 16 rows, seed 100, 60 steps of 16 rows, validated every 20"
for rate in 1e-3 2e-3 3e-3 5e-3 1e-2; do
    core=$(awk "BEGIN { print 3 * $rate }")
    for arm in local pooled lora-like orthogonal-mix; do
        case $arm in
            local | pooled) options=(--method $arm) ;;
            *) options=(--method colora --start $arm --core-learning-rate "$core") ;;
        esac
        train "grid-$arm-$rate" --preset same-family --examples-per-user 32 --validation 16 --validate-every 20 --steps 60 --seed 100 --learning-rate $rate "${options[@]}"
        echo "$arm $rate $(best "grid-$arm-$rate")"
    done
done

echo "## Demo, five seeds: mean exact match of eight tenants"
for seed in 0 1 2 3 4; do
    if [ ! -s "$out/demo-$seed.json" ]; then
        rm -rf "$out/demo-$seed"
        "$root/colora" demo --seed $seed --json --out "$out/demo-$seed" >"$out/demo-$seed.tmp" 2>/dev/null
        mv "$out/demo-$seed.tmp" "$out/demo-$seed.json"
    fi
done
# Means and worst tenants in the order base, local, pooled, colora; differences are paired by seed (t interval, 4 degrees of freedom).
for seed in 0 1 2 3 4; do
    echo "$seed $(sed -n 's/.*"\(mean\|worst\)": \([0-9.]*\).*/\2/p' "$out/demo-$seed.json" | tr '\n' ' ') $(sed -n 's/.*"seconds": \([0-9.]*\).*/\1/p' "$out/demo-$seed.json")"
done | awk '
    { printf "seed %s: base %.3f (worst %.2f)  local %.3f (%.2f)  pooled %.3f (%.2f)  colora %.3f (%.2f)  %s s\n", $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
      for (i = 0; i < 4; i++) sum[i] += $(2 + 2 * i); l[NR] = $8 - $4; p[NR] = $8 - $6 }
    function report(name, d,    i, m, v, h) {
        for (i = 1; i <= NR; i++) m += d[i] / NR
        for (i = 1; i <= NR; i++) v += (d[i] - m) ^ 2 / (NR - 1)
        h = 2.776 * sqrt(v / NR); printf "colora - %s: %.3f, 95 %% interval %.3f ... %.3f\n", name, m, m - h, m + h }
    END { printf "mean: base %.3f local %.3f pooled %.3f colora %.3f\n", sum[0] / NR, sum[1] / NR, sum[2] / NR, sum[3] / NR; report("local", l); report("pooled", p) }'

echo "## Few rows of one unseen rewriting: exact match of 100 test rows (pooled adapter, twin houses, rank 16, rate 2e-3, seed 0)"
score() { "$root/colora" evaluate --run "$out/$1" --set evaluation.max_new_tokens=90 evaluation.batch_size=100 --json 2>/dev/null | sed -n 's/.*"exact_match": \([0-9.]*\).*/\1/p' | tail -n 1; }
for rows in 4 8 16 32 64; do
    train "few-$rows" --steps 150 --users twin-1 --method local --examples-per-user $rows --learning-rate 2e-3 --seed 0
    echo "$rows rows (one house): $(score few-$rows)"
done
for rows in 16 32; do
    train "few-8x$rows" --steps 150 --preset same-rules --method pooled --examples-per-user $rows --learning-rate 2e-3 --seed 0
    echo "$((8 * rows)) rows (eight houses with the same rules): $(score "few-8x$rows")"
done

# The raw data stay beside the document, whose tables are made from them.
data=$root/docs/results/data/embedded
mkdir -p "$data"
keep() { sed "s|$out/||g;s|$root/||g" "$1" >"$2"; }
for file in "$out"/demo-?.json; do keep "$file" "$data/${file##*/}"; done
