#!/bin/sh
# Puts together what scripts/gpu-pack.sh packed and proves it on this machine, within 8 minutes:
# `didact prove` and one step of a recipe. Leaves proof.json and proof.txt. docs/cuda.md says more.
#
#   sh gpu-proof.sh [PIECES] [OUT]
#
#   PIECES    the directory of the pieces, otherwise that of this file
#   OUT       where it works and leaves its table, otherwise ./proof
#   SHAPES    see `didact prove --shape`
#   SECONDS_IN_ALL   otherwise 470
set -eu

say() { printf 'gpu-proof: %s\n' "$*" >&2; }
die() { say "$@"; exit 1; }

pieces=$(CDPATH='' cd -- "${1:-$(dirname "$0")}" && pwd -P)
mkdir -p "${2:-proof}"
out=$(CDPATH='' cd -- "${2:-proof}" && pwd -P)
seconds=${SECONDS_IN_ALL:-470}
began=$(date +%s)

(cd "$pieces" && sha256sum -c SHA256SUMS >/dev/null) ||
  die "pieces are missing or damaged; wanted is what $pieces/SHA256SUMS names"
[ -d "$out/kit" ] || cat "$pieces"/kit.* | tar -xf - -C "$out"
kit=$out/kit
profile=$(cat "$kit/profile")

# CUDA's libraries as Python's wheels have them, each in a directory of its own, and as installed.
cuda_libraries() {
  python3 - <<'PY' 2>/dev/null || :
import glob, os, site, sys
roots = set(sys.path) | set(site.getsitepackages())
print(":".join(sorted({d for r in roots for d in glob.glob(os.path.join(r, "nvidia", "*", "lib"))})))
PY
}
device=cpu
maven=
if [ "$profile" = cuda ]; then
  device=cuda
  maven=cuda
  found=$(cuda_libraries)
  LD_LIBRARY_PATH=${found:+$found:}/usr/local/cuda/lib64${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
  export LD_LIBRARY_PATH
  say "LD_LIBRARY_PATH=$LD_LIBRARY_PATH"
  nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader >"$out/gpu.txt" 2>&1 ||
    say 'nvidia-smi does not run here'
fi

left=$((seconds - ($(date +%s) - began)))
rc=0
JAVA_HOME=$kit/runtime DIDACT_PROFILE=$maven DIDACT_CACHE=$out/cache timeout "$left" \
  "$kit/didact" prove --golden "$kit/golden" --recipe "$kit/scripts/gpu-proof.yaml" --device "$device" \
  ${SHAPES:+--shape "$SHAPES"} --seconds $((left * 3 / 4)) --json "$out/proof.json" >"$out/proof.txt" || rc=$?
cat "$out/proof.txt"
[ "$rc" -ne 124 ] || die "not done after $seconds s; what was found is above"
exit "$rc"
