#!/usr/bin/env bash
# The figures of newcomers.md: the eight tenants of same-family in four folds; each fold trains six (16 + 16 rows) and takes in the other two by
# eight rows each, beside two strangers of other trades; local LoRA trains on the newcomers' same eight rows. No validation rows for newcomers,
# nothing chosen. About fifteen minutes on two cores. Killed? Call it again: what is done is kept.
# Usage: docs/results/newcomers.sh [folder] [threads]     (default out/results-newcomers, all cores)
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
out=${1:-$root/out/results-newcomers}
threads=${2:-0}
mkdir -p "$out"

strangers=("bank-1,clinic-3" "fleet-4,ledger-2" "bank-6,ledger-5" "clinic-8,fleet-7")
judge=(--json --threads "$threads" --set evaluation.likelihood=false evaluation.max_new_tokens=90 evaluation.batch_size=100)
for fold in 0 1 2 3; do
    new="orders-$((2 * fold + 1)),orders-$((2 * fold + 2))"
    old=$(for i in 1 2 3 4 5 6 7 8; do case ",$new," in *",orders-$i,"*) ;; *) echo "orders-$i" ;; esac; done | paste -sd,)
    [ -d "$out/run-$fold/final" ] || "$root/colora" train --overwrite --users "$old" --start lora-like --examples-per-user 32 --validation 16 --validate-every 20 \
        --steps 60 --seed 0 --rank 16 --optimizer adamw --set cores.freedom=whole --learning-rate 5e-3 --core-learning-rate 1.5e-2 --dtype float32 --threads "$threads" --max-length 256 --batch-size 12 --out "$out/run-$fold" >/dev/null 2>&1
    [ -s "$out/new-$fold/onboard.json" ] || "$root/colora" onboard --overwrite --run "$out/run-$fold" --users "$new,${strangers[$fold]}" --examples-per-user 8 \
        --batch-size 16 --seed 0 --threads "$threads" --out "$out/new-$fold" >"$out/new-$fold.txt" 2>/dev/null
    [ -d "$out/local-$fold/final" ] || "$root/colora" train --overwrite --method local --users "$new,${strangers[$fold]}" --examples-per-user 8 \
        --steps 60 --seed 0 --rank 16 --optimizer adamw --set cores.freedom=whole --learning-rate 2e-3 --dtype float32 --threads "$threads" --max-length 256 --batch-size 16 --out "$out/local-$fold" >/dev/null 2>&1
    for arm in new local; do
        [ -s "$out/$arm-$fold.json" ] || { "$root/colora" evaluate --run "$out/$arm-$fold" "${judge[@]}" >"$out/$arm-$fold.tmp" 2>/dev/null; mv "$out/$arm-$fold.tmp" "$out/$arm-$fold.json"; }
    done
    echo "## Fold $fold"
    cat "$out/new-$fold.txt"
    for arm in new local; do
        echo "$arm: $(tr -d ' \n' <"$out/$arm-$fold.json" | grep -o '"user":"[^"]*"[^}]*"exact_match":[0-9.]*' | sed 's/"user":"\([^"]*\)".*"exact_match":\([0-9.]*\)/\1 \2/' | tr '\n' ' ')"
    done
done

# The raw data stay beside the document, whose tables are made from them.
data=$root/docs/results/data/newcomers
mkdir -p "$data"
keep() { sed "s|$out/||g;s|$root/||g" "$1" >"$2"; }
for file in "$out"/new-?.json "$out"/local-?.json; do keep "$file" "$data/${file##*/}"; done
