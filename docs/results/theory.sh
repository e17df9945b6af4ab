#!/usr/bin/env bash
# Writes theory.md and its pictures beside this script: the laws fitted afresh (colora lab check), the experiments P1 … P10 with the grids and seeds of the
# reference tables, a run on a real layer of the embedded base, and large problems. About forty minutes on two idle cores.
# Usage: docs/results/theory.sh [folder]     (default out/results-theory; finished parts in it are kept)
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=$(cd "$here/../.." && pwd)
out=${1:-$root/out/results-theory}
mkdir -p "$out" "$here/theory" "$here/data/theory"

[ -s "$out/check/check.md" ] || "$root/colora" lab check --out "$out/check" >/dev/null
for name in P1 P2 P3 P4 P5 P6 P7 P8 P9 P10 scale; do
    [ -s "$out/$name/report.md" ] || "$root/colora" lab run $name --full --out "$out/$name" >/dev/null
done
[ -s "$out/bridge/report.md" ] || "$root/colora" lab bridge --full --out "$out/bridge" >/dev/null

{
    echo "# The theory, run"
    echo
    echo "Raw data: [data/theory](data/theory)."
    echo
    echo "Heterogeneous linear regression with a shared subspace (CoLoRA, arXiv 2602.07218), recovered by exact alternating minimisation; every figure below was made by"
    echo
    echo "    docs/results/theory.sh"
    echo
    echo "Medians over seeds; bars in the pictures are the range over seeds, dotted lines are predictions. A law that did not hold is said not to have held."
    echo
    cat "$out/check/check.md"
    for name in P1 P2 P3 P4 P5 P6 P7 P8 P9 P10 bridge scale; do
        echo
        sed "s|](\([A-Za-z0-9]*\).png)|](theory/\1.png)|" "$out/$name/report.md" | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}'
        cp "$out/$name/"*.png "$here/theory/"
        cp "$out/$name/$name.json" "$here/data/theory/"
    done
} >"$out/theory.md"
cp "$out/theory.md" "$here/theory.md"
