#!/usr/bin/env bash
# The figures of growth.md: local and CoLoRA lora-like on same-family with 2, 4 and 8 tenants and 4 to 32 training rows each, three seeds. The planner is asked
# for 48 rows, and only then the runs with 48 rows are made. Rates from 2e-3, 5e-3 on validation rows of seed 100, for each number of rows, with eight tenants.
# Some 100 minutes on one core. Killed? Call it again: what is done is kept, in
# data/growth/cells too: committed, it is gone on from on any machine.
# Usage: docs/results/growth.sh [folder] [threads]     (default out/results-growth, all cores)
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
out=${1:-$root/out/results-growth}
threads=${2:-0}
mkdir -p "$out/rates"

compare() {
    local folder=$1
    shift
    "$root/colora" compare --cells "$root/docs/results/data/growth/cells" --methods local,colora:lora-like --seeds 0,1,2 --validation 16 --preset same-family "$@" \
        --steps 60 --batch-size 16 --rank 16 --alpha 32 --dtype float32 --threads "$threads" --max-length 256 --learning-rate 5e-3 --core-learning-rate 1.5e-2 \
        --validate-every 20 --checkpoint-every 1000 --set start.budget=1 optimizer.kind=adamw cores.freedom=whole evaluation.likelihood=false \
        evaluation.max_new_tokens=90 evaluation.batch_size=50 evaluation.max_rows=50 --out "$out/$folder" 2>/dev/null
}

if [ ! -s "$out/rates/report.json" ]; then
    compare pilot --users-counts 8 --examples-per-user 4,8,16,32 --rates 2e-3,5e-3 >/dev/null
    cp "$out/pilot/report.json" "$out/rates/report.json"
fi
compare pilot --users-counts 2,4,8 --examples-per-user 4,8,16,32 --rates-from "$out/rates"
for users in 2 4 8; do
    for arm in local colora:lora-like; do
        echo "## $arm, $users users, 48 rows"
        "$root/colora" plan --pilot "$out/pilot" --arm $arm --users $users --rows 48
        cp "$out/pilot/plan.json" "$out/plan-${arm//:/-}-$users.json"
        cp "$out/pilot/plan.png" "$out/plan-${arm//:/-}-$users.png"
    done
done
"$root/colora" plan --pilot "$out/pilot" --arm colora:lora-like --users 8 --target 70
compare beyond --users-counts 8 --examples-per-user 48 --rates 2e-3,5e-3 >/dev/null
mkdir -p "$out/rates-48"
cp "$out/beyond/report.json" "$out/rates-48/report.json"
compare beyond --users-counts 2,4,8 --examples-per-user 48 --rates-from "$out/rates-48"

# The raw data stay beside the document, whose tables are made from them.
data=$root/docs/results/data/growth
mkdir -p "$data"
keep() { sed "s|$out/||g;s|$root/||g" "$1" >"$2"; }
for folder in pilot beyond; do keep "$out/$folder/report.json" "$data/$folder.json"; done
for file in "$out"/plan-*.json; do keep "$file" "$data/${file##*/}"; done
"$root/colora" tables "$root/docs/results/growth.md"
