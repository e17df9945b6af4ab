#!/usr/bin/env bash
# The tables of calibration.md: how often intervals and verdicts over seeds, the chain of choices on validation rows, and verdict and fallback on trained adapters are wrong. About an hour of one core.
# Each measured row is kept in data/calibration: called again, it goes on from there; delete the files to measure anew.
# Usage: docs/results/calibration.sh
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
cd "$root"
measure() { # test project, names of tests
    local project=$1 one names=()
    shift
    for one; do names+=(-method "*$one*"); done
    dotnet build "tests/$project" -c Release -v q --nologo
    COLORA_RESULTS=$root/docs/results/data "tests/$project/bin/Release/net10.0/$project" -noLogo -showLiveOutput "${names[@]}"
}
measure Colora.Tests covers_93_to_97 verdicts_on_several_seeds
measure Colora.Studies.Tests chain_errs users_who_differ What_the_choice_of_the_shared errors_are_what_is_claimed
./colora tables docs/results/calibration.md
