#!/usr/bin/env bash
# The three arms on six users of real tasks with a published model of 260 thousand parameters; about five minutes on two cores.
# Usage: docs/results/first-run.sh [folder of models and data]    (default ../shared)
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
shared=${1:-$root/../shared}
out=$root/out/first-run-stories
common=(--model "$shared/models/stories260k" --data "$shared/data" --preset ni_snli_rewrite --examples-per-user 200 --validation 0.1
    --steps 400 --validate-every 50 --dtype float32 --seed 0 --rank 16 --optimizer adamw --set cores.freedom=whole 'prompt.end_token=<s>')

# stories260k was trained with <s> between texts and has never seen </s>, so <s> ends an answer.
# Rates, and CoLoRA's start, were chosen by validation loss from the grids in first-run.md.
"$root/colora" train "${common[@]}" --method colora --start lora-like --learning-rate 1e-3 --core-learning-rate 3e-3 --out "$out/colora"
"$root/colora" train "${common[@]}" --method local --learning-rate 5e-4 --out "$out/local"
"$root/colora" train "${common[@]}" --method pooled --learning-rate 1e-3 --out "$out/pooled"
"$root/colora" evaluate --run "$out/colora" --base --json >"$out/base.json"
for method in local pooled colora; do "$root/colora" evaluate --run "$out/$method" --json >"$out/$method.json"; done
"$root/colora" export --run "$out/colora" --all --out "$out/adapters"
"$root/colora" generate --run "$out/colora" --user task186_snli_contradiction_to_entailment_text_modification \
    --prompt "Sentence 1: A man in a red shirt is riding a bike. Sentence 2: The man is asleep."

# The raw data stay beside the document, whose tables are made from them.
data=$root/docs/results/data/first-run
mkdir -p "$data"
keep() { sed "s|$out/||g;s|$root/||g" "$1" >"$2"; }
for file in base local pooled colora; do keep "$out/$file.json" "$data/$file.json"; done
