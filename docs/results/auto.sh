#!/usr/bin/env bash
# Development runs of auto.md on development seeds (0 and 1; the seeds of the frozen table come later), every arm with its own rate of two, chosen on validation rows of seed 100 and widened where the edge
# of the grid wins. One thread a process, so that two cells can run beside each other. Each finished run is kept as one small file in data/auto/cells: called again, it goes on.
#   rule        CoLoRA at rank 16, cores measured, beside what it is made of and its rivals; about 15 minutes of one core a cell
#   memory      AdamW with shorter memories; about 15 minutes of one core
#   averaging   how often copies of A and B are averaged, by AdamW and free cores; about 15 minutes of one core a cell
# Usage: [SEEDS=0,1] [ARMS=arms] [RATES=5e-3,1e-2] docs/results/auto.sh rule|memory|averaging [preset:rows …]      (default: the cells of auto.md)
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
data=$root/docs/results/data/auto
out=${OUT:-$root/out/results-auto}
colora=colora:lora-like
renewed=@averaging.moments=renewed
part=${1:?rule, memory or averaging}
shift
case $part in
    rule)
        arms=local,pooled,$colora,$colora@cores.freedom=whole,$colora@optimizer.kind=adamw@cores.freedom=whole
        settings=()
        [ $# -gt 0 ] || set -- same-rules:4 same-family:16
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
    *) echo "$part: expected rule, memory or averaging" >&2; exit 2 ;;
esac
mkdir -p "$data"
for cell; do
    preset=${cell%:*} rows=${cell#*:}
    "$root/colora" compare --only-methods --cells "$data/cells" --methods "${ARMS:-$arms}" --seeds "${SEEDS:-0,1}" --examples-per-user "$rows" --validation 16 --preset "$preset" \
        --rates "${RATES:-5e-3,1e-2}" --tuning-seed 100 --steps 60 --batch-size 16 --rank 16 --alpha 32 --dtype float32 --threads 1 --max-length 256 \
        --learning-rate 5e-3 --core-learning-rate 1.5e-2 --validate-every 20 --checkpoint-every 1000 --set "${settings[@]}" rounds.local_steps=5 evaluation.likelihood=false \
        evaluation.max_new_tokens=90 evaluation.batch_size=50 evaluation.max_rows=50 --out "$out/$part-$preset-$rows" >/dev/null
    sed "s|$out/||g;s|$root/||g" "$out/$part-$preset-$rows/report.json" >"$data/$part-$preset-$rows.json"
done
[ ! -f "$root/docs/results/auto.md" ] || "$root/colora" tables "$root/docs/results/auto.md"
