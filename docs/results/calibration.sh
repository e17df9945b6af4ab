#!/usr/bin/env bash
# The tables of calibration.md: how often intervals and verdicts over seeds, the chain of choices on validation rows, and verdict and fallback on trained adapters are wrong. About an hour of one core.
# Each measured row is kept in data/calibration: called again, it goes on from there; delete the files to measure anew.
# Usage: docs/results/calibration.sh
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
cd "$root"
dotnet build tests/Colora.Tests -c Release -v q --nologo
COLORA_RESULTS=$root/docs/results/data tests/Colora.Tests/bin/Release/net10.0/Colora.Tests -noLogo -showLiveOutput \
    -method '*covers_93_to_97*' -method '*verdicts_on_several_seeds*' -method '*chain_errs*' -method '*errors_are_what_is_claimed*'
./colora tables docs/results/calibration.md
