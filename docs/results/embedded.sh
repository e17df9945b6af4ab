#!/usr/bin/env bash
# The figures of embedded.md: the grid that chose the demo's rates (validation rows alone), the demo over five seeds, and the few-row
# curve of the embedded base. About half an hour on two cores. Killed? Call it again: what is done is kept, each finished figure in data/embedded.
# Usage: docs/results/embedded.sh [folder]     (default out/results-embedded)
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
out=${1:-$root/out/results-embedded}
data=$root/docs/results/data/embedded
mkdir -p "$out" "$data"

train() { # name, options
    local name=$1; shift
    rm -rf "${out:?}/$name"
    "$root/colora" train --dtype float32 --max-length 256 --batch-size 16 --checkpoint-every 1000 "$@" --out "$out/$name" >/dev/null 2>>"$out/log"
}
best() { sed -n 's/.*"validation_mean":\([0-9.]*\).*/\1/p' "$out/$1/metrics.jsonl" | sort -g | head -n 1; }
score() { "$root/colora" evaluate --run "$out/$1" --set evaluation.max_new_tokens=90 evaluation.batch_size=100 --json 2>>"$out/log" | sed -n 's/.*"exact_match": \([0-9.]*\).*/\1/p' | tail -n 1; }
keep() { printf '%s\n' "$2" >"$data/$1.tmp" && mv "$data/$1.tmp" "$data/$1"; }

# Grid: best mean validation loss, same-family, 16 + 16 rows, seed 100, 60 steps of 16 rows, validated every 20.
for rate in 1e-3 2.5e-3 5e-3 1e-2; do
    [ -s "$data/grid-$rate.jsonl" ] && continue
    core=$(awk "BEGIN { print 5 * $rate }")
    row="{\"rate\": \"$rate\""
    for arm in local pooled colora; do
        for rank in 16 32; do
            train grid --method $arm --rank $rank --preset same-family --examples-per-user 32 --validation 16 --validate-every 20 --steps 60 --seed 100 --learning-rate $rate --core-learning-rate "$core"
            row="$row, \"$arm, rank $rank\": $(best grid)"
        done
    done
    keep "grid-$rate.jsonl" "$row}"
done

# The demo, five seeds.
for seed in 0 1 2 3 4; do
    [ -s "$data/demo-$seed.json" ] && continue
    rm -rf "$out/demo-$seed"
    demo=$("$root/colora" demo --seed $seed --json --out "$out/demo-$seed" 2>>"$out/log")
    keep "demo-$seed.json" "${demo//"$out/"/}"
done

# Few rows of one unseen rewriting: exact match of 100 test rows (pooled adapter, twin houses, rank 16, rate 2e-3, seed 0, 150 steps).
few() { # rows, houses, options
    local rows=$1 houses=$2; shift 2
    [ -s "$data/few-$rows.jsonl" ] && return
    train few --rank 16 --optimizer adamw --steps 150 --learning-rate 2e-3 --seed 0 "$@"
    keep "few-$rows.jsonl" "{\"rows\": $rows, \"houses\": $houses, \"exact match\": $(score few)}"
}
for rows in 4 8 16 32 64; do few $rows 1 --users twin-1 --method local --examples-per-user $rows; done
few 128 8 --preset same-rules --method pooled --examples-per-user 16
few 256 8 --preset same-rules --method pooled --examples-per-user 32

"$root/colora" tables "$root/docs/results/embedded.md"
