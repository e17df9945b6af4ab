#!/usr/bin/env bash
# The table of scale.md: what a step, a checkpoint, an evaluation, the users' similarity and a comparison cost for 8, 64, 512 and 2,000 users, with the
# embedded base, rank 8 on all projections. Rows of every user: 4 to train on, 1 to validate, 1 test row. Some three minutes on two idle cores.
# Each finished size is kept in the folder; call it again to go on. Figures hold for the machine that they were measured on.
# Usage: docs/results/scale.sh [folder] [sizes]     (default out/results-scale "8 64 512 2000")
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
out=${1:-$root/out/results-scale}
sizes=${2:-8 64 512 2000}
mkdir -p "$out"
"$root/colora" --version >/dev/null        # builds, so that no build is measured

# Every user shifts the letters of a word by a number of its own and writes them from one end or the other: related tasks, as many as wanted.
rows() {
    awk -v users="$1" 'BEGIN {
        letters = "abcdefghijklmnopqrstuvwxyz"
        for (u = 0; u < users; u++)
            for (row = 0; row < 6; row++) {
                word = answer = ""
                for (i = 0; i < 4; i++) {
                    place = (row * 7 + i * 5 + u) % 26
                    word = word substr(letters, place + 1, 1)
                    shifted = substr(letters, (place + u % 25 + 1) % 26 + 1, 1)
                    answer = u % 2 ? shifted answer : answer shifted
                }
                printf "{\"user\":\"user-%04d\",\"input\":\"%s %d\",\"output\":\"%s\"}\n", u, word, row, answer
            }
    }'
}

# Runs a command; sets seconds and peak (MiB resident, the kernel's high-water mark).
measure() {
    local begun status=0
    begun=$(date +%s%N)
    "$root/colora" "$@" >>"$out/log" 2>&1 &
    local pid=$! mark
    while mark=$(awk '/^VmHWM/ { print $2 }' "/proc/$pid/status" 2>/dev/null) && [ -n "$mark" ]; do
        peak=$((mark / 1024))
        sleep 0.1
    done
    wait $pid || status=$?
    seconds=$(awk -v from="$begun" -v to="$(date +%s%N)" 'BEGIN { printf "%.1f", (to - from) / 1e9 }')
    [ $status = 0 ] || { echo "colora $* ended with $status; see $out/log" >&2; exit 1; }
}

for users in $sizes; do
    [ -s "$out/$users.jsonl" ] && continue
    folder=$out/$users
    rm -rf "$folder"
    mkdir -p "$folder"
    rows "$users" >"$folder/rows.jsonl"
    common=(--data "$folder/rows.jsonl" --set data.test_share=0.17 data.validation=1 --dtype float32 --rank 8 --max-length 64 --batch-size 16 --threads 2)

    # Forty steps of sixteen rows in any case: what grows with the users is what is held and written, not what a step computes.
    measure train "${common[@]}" --start lora-like --steps 40 --validate-every 40 --checkpoint-every 20 --out "$folder/run"
    train=$seconds train_peak=$peak
    step=$(sed -n 's/.*"grad_norm":.*"seconds":\([0-9.]*\).*/\1/p' "$folder/run/metrics.jsonl" | tail -n 30 | sort -g | sed -n 15p)
    checkpoint=$(du -sm "$(ls -d "$folder"/run/checkpoint-* | tail -n 1)" | cut -f1)
    measure evaluate --run "$folder/run" --no-generate --out "$folder/evaluation"
    evaluate=$seconds evaluate_peak=$peak
    measure similarity --run "$folder/run"
    similarity=$seconds
    measure compare "${common[@]}" --methods base,local,colora:lora-like --seeds 0 --examples-per-user 3 --steps 20 --score nll --out "$folder/compare"
    compare=$seconds compare_peak=$peak
    echo "{\"users\": $users, \"step, s\": $step, \"train, s\": $train, \"train, MiB\": $train_peak, \"checkpoint, MiB\": $checkpoint, \"evaluate, s\": $evaluate, \"evaluate, MiB\": $evaluate_peak, \"similarity, s\": $similarity, \"compare, s\": $compare, \"compare, MiB\": $compare_peak}" >"$out/$users.jsonl.tmp"
    mv "$out/$users.jsonl.tmp" "$out/$users.jsonl"
    rm -rf "$folder"
done
data=$root/docs/results/data/scale
mkdir -p "$data"
for users in $sizes; do cp "$out/$users.jsonl" "$data"; done
"$root/colora" tables "$root/docs/results/scale.md"
