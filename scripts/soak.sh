#!/bin/sh
# Whether a long run stays as small and as fast as it began: runs recipes/soak.yaml (2,000 RLT steps
# of the base model), reads the process's memory and the number of steps done every ten seconds, and
# draws both. Linux. Takes about four minutes on two idle cores.
#
#   scripts/soak.sh DIR [key=value…]     DIR, new, gets the run, soak.csv and soak.svg;
#                                        key=value overrides the recipe, as in stages.rlt.grpo.steps=500
set -eu
home=$(CDPATH='' cd -- "$(dirname "$0")/.." && pwd -P)
[ $# -ge 1 ] || { echo 'usage: scripts/soak.sh DIR [key=value…]' >&2; exit 2; }
dir=$1
shift
mkdir "$dir"
metrics=$dir/run/rlt/metrics.jsonl

"$home/didact" run "$home/recipes/soak.yaml" output="$dir/run" "$@" >"$dir/log.txt" 2>&1 &
pid=$!
trap 'kill "$pid" 2>/dev/null; exit 130' INT TERM

echo 'second,step,rssKiB' >"$dir/soak.csv"
began=$(date +%s)
while sleep 10 && kill -0 "$pid" 2>/dev/null; do
  [ -s "$metrics" ] || continue # not yet at the RLT steps
  rss=$(awk '/VmRSS/ {print $2}' "/proc/$pid/status")
  [ -n "$rss" ] || continue # just ended
  echo "$(($(date +%s) - began)),$(wc -l <"$metrics" | tr -d ' '),$rss" >>"$dir/soak.csv"
done
wait "$pid" || { status=$?; tail -n 5 "$dir/log.txt" >&2; exit "$status"; }

"$home/scripts/soak-chart.sh" "$dir/soak.csv" >"$dir/soak.svg"
echo "$dir/soak.csv, $dir/soak.svg"
