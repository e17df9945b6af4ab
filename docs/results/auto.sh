#!/usr/bin/env bash
# What auto.md stands on. One thread a process, so that two cells can run beside each other; called again, each part goes on where it was stopped.
# The frozen rule:
#   tune        every arm at every cell of the dial, on development seeds 0 and 1 and the embedded benchmark: chooses each arm's rate by the validation rows of seeds 100 and 101, and names the
#               two best rivals. About 25 minutes of one core a cell
#   lead        CoLoRA and these two on fresh seeds, each with a benchmark of its own (tenants, rules and rows that nothing was chosen on; the trade hotel in every other one), at the rates of
#               tune. SEEDS=1000-1005 by default; about two minutes of one core a cell and seed
#   cost        seconds of a step and memory of a run by the rule beside those of the rule before it (AdamW, free cores, rank 16); a minute on idle cores
# Development, on seeds 0 and 1 (arms by AdamW or at rank 16 as they were then):
#   rule        CoLoRA at rank 16, cores measured, beside what it is made of and its rivals; about 15 minutes of one core a cell
#   memory      AdamW with shorter memories; about 15 minutes of one core
#   averaging   how often copies of A and B are averaged, by AdamW and free cores; about 15 minutes of one core a cell
# Usage: [SEEDS=0,1] [ARMS=arms] [RATES=5e-3,1e-2] docs/results/auto.sh tune|lead|cost|rule|memory|averaging [preset:rows …]      (default: the cells of auto.md)
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
data=$root/docs/results/data/auto
out=${OUT:-$root/out/results-auto}
colora=colora:lora-like
renewed=@averaging.moments=renewed
part=${1:?tune, lead, cost, rule, memory or averaging}
shift
dial="same-rules:16 same-family:16 mixed:16 opposite-rules:16 same-rules:4 same-family:4 mixed:4 opposite-rules:4 same-rules:64 same-family:64 mixed:64 opposite-rules:64"
fedit=fedit@rounds.rounds=30@rounds.local_steps=2

# Rivals in reach: who trains one adapter for all where users differ (5 % at same-family, 16 rows) and who trains alone where they do not (1 % at same-rules, 4 rows) are left out there.
rivals() { # preset
    case $1 in
        same-rules) echo "pooled,pooled@adapter.rank=16,$fedit,$fedit@adapter.rank=16,hydralora,mtl-lora" ;;
        *) echo local,local@adapter.rank=16,fedsa-lora,ditto,feddpa-lora,mtl-lora ;;
    esac
}

# The two best rivals of a cell by tune, each at its better rank.
named() { # preset:rows
    jq -r '[.summaries[] | {family: (.arm | split("@")[0]), arm, mean} | select(.family != "colora")] | group_by(.family) | map(max_by(.mean)) | sort_by(-.mean)[:2] | map(.arm) | join(",")' \
        "$data/tune-${1%:*}-${1#*:}.json"
}
compare() { # preset, rows, folder, options …
    local preset=$1 rows=$2 folder=$3
    shift 3
    "$root/colora" compare --only-methods --preset "$preset" --examples-per-user "$rows" --validation 16 --steps 60 --batch-size 16 --alpha 32 --dtype float32 --threads 1 --max-length 256 \
        --validate-every 20 --checkpoint-every 1000 --out "$folder" "$@" rounds.local_steps=5 evaluation.likelihood=false evaluation.max_new_tokens=90 evaluation.max_rows=50 >/dev/null
}
keep() { # folder, file
    mkdir -p "$(dirname "$2")"
    sed "s|$out/||g;s|$root/||g" "$1/report.json" >"$2"
}
development=(--cells "$data/cells" --seeds "${SEEDS:-0,1}" --tuning-seed 100 --rank 16 --learning-rate 5e-3 --core-learning-rate 1.5e-2 --rates "${RATES:-5e-3,1e-2}")
case $part in
    tune)
        [ $# -gt 0 ] || set -- $dial
        for cell; do
            # The embedded benchmark has 64 rows a tenant, 16 of them for validation; of the same seed and more rows the first are the same.
            settings=()
            if [ "${cell#*:}" = 64 ]; then
                [ -d "$out/benchmark-0" ] || "$root/colora" benchmark --seed 0 --rows 80 --out "$out/benchmark-0" >/dev/null
                settings=(--data "$out/benchmark-0")
            fi
            compare "${cell%:*}" "${cell#*:}" "$out/tune-${cell%:*}-${cell#*:}" --cells "$data/cells" --seeds 0,1 --tuning-seed 100,101 --rank 32 --rates "${RATES:-2.5e-3,5e-3}" \
                --methods "${ARMS:-colora,$(rivals "${cell%:*}")}" "${settings[@]}" --set evaluation.batch_size=100
            keep "$out/tune-${cell%:*}-${cell#*:}" "$data/tune-${cell%:*}-${cell#*:}.json"
        done
        ;;
    lead)
        [ $# -gt 0 ] || set -- $dial
        seeds=${SEEDS:-1000-1005}
        for cell; do
            preset=${cell%:*} rows=${cell#*:}
            mkdir -p "$out/rates-$preset-$rows"
            cp "$data/tune-$preset-$rows.json" "$out/rates-$preset-$rows/report.json"
            for seed in $(seq "${seeds%-*}" "${seeds#*-}"); do
                [ ! -s "$data/lead/$preset-$rows-$seed.json" ] || continue
                bench=$out/benchmark-$seed family=orders
                [ $((seed % 2)) = 0 ] || family=hotel
                [ -d "$bench" ] || "$root/colora" benchmark --seed "$seed" --family $family --rows 80 --test-rows 52 --out "$bench" >/dev/null
                compare "$preset" "$rows" "$out/lead-$preset-$rows-$seed" --data "$bench" --seeds "$seed" --rank 32 --rates-from "$out/rates-$preset-$rows" \
                    --methods "colora,$(named "$cell")" --set evaluation.batch_size=100
                keep "$out/lead-$preset-$rows-$seed" "$data/lead/$preset-$rows-$seed.json"
                rm -rf "$out/lead-$preset-$rows-$seed"
            done
        done
        ;;
    cost)
        measure() { # name, options: the median step of the second half
            local name=$1
            shift
            "$root/colora" train --overwrite --preset same-family --start lora-like --examples-per-user 16 --steps 30 --seed 0 --dtype float32 --max-length 256 --checkpoint-every 1000 \
                "$@" --out "$out/cost" >/dev/null
            seconds=$(jq -rs '[.[] | .seconds] | .[length / 2 | floor:] | sort | .[length / 2 | floor]' "$out/cost/metrics.jsonl")
            [ -n "${first:-}" ] || first=$seconds
            jq -c --arg name "$name" --argjson seconds "$seconds" --argjson first "$first" \
                '{rule: $name, "step, s": ($seconds * 1000 | round / 1000), "of the first": ($seconds / $first * 100 | round / 100), "peak memory, GiB": (.peak_resident_bytes / 1073741824 * 100 | round / 100)}' "$out/cost/summary.json"
        }
        { measure "AdamW, cores free, rank 16" --rank 16 --optimizer adamw --set cores.freedom=whole
          measure "Muon, cores measured, rank 16" --rank 16
          measure "Muon, cores measured, rank 32" --rank 32; } >"$out/cost.tmp"
        mv "$out/cost.tmp" "$data/cost.jsonl"
        ;;
    rule)
        arms=local,pooled,$colora,$colora@cores.freedom=whole,$colora@optimizer.kind=adamw@cores.freedom=whole
        settings=(start.budget=1)
        [ $# -gt 0 ] || set -- same-family:16
        ;;
    averaging)
        # What is kept of these was made when AdamW and free cores were what nothing said meant; the arms keep their names.
        arms=local,$colora,$colora@averaging.every=2,$colora@averaging.every=1$renewed,$colora@averaging.every=2$renewed,$colora@averaging.every=3$renewed
        settings=(start.budget=1 optimizer.kind=adamw cores.freedom=whole)
        [ $# -gt 0 ] || set -- same-rules:4 same-family:16
        ;;
    memory)
        # AdamW with shorter memories: none (the sign of the gradient), and some; for training alone too.
        none=@optimizer.beta1=0@optimizer.beta2=0
        arms=local,local$none,local@optimizer.beta2=0.9,$colora,$colora@optimizer.beta2=0.9,$colora@optimizer.beta1=0@optimizer.beta2=0.9,$colora@optimizer.beta1=0.5@optimizer.beta2=0.5,$colora$none
        settings=(start.budget=1 optimizer.kind=adamw cores.freedom=whole)
        [ $# -gt 0 ] || set -- same-family:16
        ;;
    *) echo "$part: expected tune, lead, cost, rule, memory or averaging" >&2; exit 2 ;;
esac
case $part in
    rule | averaging | memory)
        for cell; do
            folder=$out/$part-${cell%:*}-${cell#*:}
            compare "${cell%:*}" "${cell#*:}" "$folder" "${development[@]}" --methods "${ARMS:-$arms}" --set "${settings[@]}" evaluation.batch_size=50
            keep "$folder" "$data/$part-${cell%:*}-${cell#*:}.json"
        done
        ;;
esac
"$root/colora" tables "$root/docs/results/auto.md"
