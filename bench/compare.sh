#!/bin/sh
# Compares Didact with a conventional PyTorch script on the same workloads, alternately, and prints
# medians and ratios as Markdown. See bench/README.md. POSIX sh and awk.
set -eu
home=$(CDPATH='' cd -- "$(dirname "$0")/.." && pwd -P)

usage() {
  cat <<'END'
Usage: bench/compare.sh [OPTIONS] WORKLOAD_DIR...

A WORKLOAD_DIR holds a model (config.json, model.safetensors) and its workload.json.

  --baseline DIR    where torch_baseline.py is (default: $BASELINE, or ../shared/baseline)
  --pairs N         how often each side does each job (default 5)
  --jobs "JOB..."   of generate, score, train and step (default all); step needs the other three
  --dtypes "T..."   of fp32 and bf16, for Didact (default both); the baseline has fp32
  --threads "N..."  of the baseline, which is taken at its best (default "1 2")
  --lanes N         of Didact (default: one a core)
  -h, --help        this

Environment: PYTHON, a Python 3 with torch and numpy (default /usr/bin/python3).
Progress goes to stderr, as do the single metrics; the table goes to stdout.
END
}

say() { printf 'compare: %s\n' "$*" >&2; }
wrong() { say "$@"; exit 2; }

baseline=${BASELINE:-$home/../shared/baseline}
python=${PYTHON:-/usr/bin/python3}
pairs=5
jobs='generate score train step'
dtypes='fp32 bf16'
threads='1 2'
lanes=
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage; exit 0 ;;
    --baseline | --pairs | --jobs | --dtypes | --threads | --lanes)
      [ $# -gt 1 ] || wrong "$1 needs a value"
      case $1 in
        --baseline) baseline=$2 ;;
        --pairs) pairs=$2 ;;
        --jobs) jobs=$2 ;;
        --dtypes) dtypes=$2 ;;
        --threads) threads=$2 ;;
        --lanes) lanes=$2 ;;
      esac
      shift 2
      ;;
    --) shift; break ;;
    -*) wrong "there is no option $1; see bench/compare.sh --help" ;;
    *) break ;;
  esac
done

positive() { # OPTION VALUE
  case $2 in '' | *[!0-9]* | 0*) wrong "$1 must be a whole number from 1, was '$2'" ;; esac
}
positive --pairs "$pairs"
[ -z "$lanes" ] || positive --lanes "$lanes"
for each in $threads; do positive --threads "$each"; done
[ -n "$threads" ] || wrong '--threads must name a number of threads'
[ -n "$jobs" ] || wrong '--jobs must name a job'
[ -n "$dtypes" ] || wrong '--dtypes must name a type'
for each in $jobs; do
  case $each in
    generate | score | train | step) ;;
    *) wrong "--jobs has no $each; there are generate, score, train and step" ;;
  esac
done
for each in $dtypes; do
  case $each in
    fp32 | bf16) ;;
    *) wrong "--dtypes has no $each; there are fp32 and bf16" ;;
  esac
done
case " $jobs " in
  *' step '*)
    for each in generate score train; do
      case " $jobs " in
        *" $each "*) ;;
        *) wrong "step is compared with the sum of generate, score and train: name $each too" ;;
      esac
    done
    ;;
esac
[ $# -gt 0 ] || { usage >&2; exit 2; }
names=' '
for each; do
  name=$(basename "$each")
  case $names in *" $name "*) wrong "two workloads are called $name" ;; esac
  names="$names$name "
  for file in config.json model.safetensors workload.json; do
    [ -f "$each/$file" ] || wrong "$each has no $file; make one with make_workload.py of the baseline"
  done
done
[ -f "$baseline/torch_baseline.py" ] ||
  wrong "there is no $baseline/torch_baseline.py; give its directory with --baseline or BASELINE"
command -v "$python" >/dev/null 2>&1 ||
  wrong "there is no $python; install Python 3 (Debian: apt-get install python3), or name one with PYTHON"
"$python" -c 'import numpy, torch' 2>/dev/null ||
  wrong "$python has no torch or no numpy; Debian: apt-get install python3-torch python3-numpy libopenblas0-pthread (the reference BLAS is many times slower, and no fair baseline)"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
results=$work/results # workload job side seconds MiB, tab-separated
: >"$results"

# Runs a command that prints one JSON line, and keeps seconds and memory.
measure() { # WORKLOAD JOB SIDE COMMAND...
  workload=$1 job=$2 side=$3
  shift 3
  "$@" >"$work/line" 2>"$work/errors" || {
    cat "$work/errors" >&2
    say "$workload, $job, $side failed: $*"
    exit 1
  }
  seconds=$(sed -n 's/.*"seconds": *\([0-9.eE+-]*\).*/\1/p' "$work/line")
  peak=$(sed -n 's/.*"peakMiB": *\([0-9.eE+-]*\).*/\1/p' "$work/line")
  [ -n "$seconds" ] && [ -n "$peak" ] || {
    say "$workload, $job, $side printed no seconds or no peakMiB: $(head -c 300 "$work/line")"
    exit 1
  }
  printf '%s\t%s\t%s\t%s\t%s\n' "$workload" "$job" "$side" "$seconds" "$peak" >>"$results"
  say "$workload $job $side: $seconds s, $peak MiB"
}

"$home/didact" --version >/dev/null # builds, where that is needed
for each; do
  name=$(basename "$each")
  pair=1
  while [ "$pair" -le "$pairs" ]; do
    say "$name: pair $pair of $pairs"
    for job in $jobs; do
      if [ "$job" != step ]; then
        for n in $threads; do
          measure "$name" "$job" "baseline-$n" \
            "$python" "$baseline/torch_baseline.py" "$each" "$each/workload.json" "$job" "$n"
        done
      fi
      for dtype in $dtypes; do
        measure "$name" "$job" "$dtype" "$home/didact" bench --model "$each" \
          --workload "$each/workload.json" --job "$job" --dtype "$dtype" ${lanes:+--threads "$lanes"}
      done
    done
    pair=$((pair + 1))
  done
done

awk -F '\t' -v jobs="$jobs" -v dtypes="$dtypes" -v threads="$threads" -v pairs="$pairs" '
  # The median of the n numbers in list[key, 1..n].
  function median(list, key, n,    i, j, t, v) {
    for (i = 1; i <= n; i++) v[i] = list[key, i]
    for (i = 2; i <= n; i++)
      for (j = i; j > 1 && v[j] < v[j - 1]; j--) { t = v[j]; v[j] = v[j - 1]; v[j - 1] = t }
    return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
  }
  # The number of threads with which the baseline does a job best.
  function best(name, of,    i, s, least, choice) {
    least = -1
    for (i = 1; i <= threadCounts; i++) {
      s = median(seconds, name FS of FS "baseline-" count[i], pairs)
      if (least < 0 || s < least) { least = s; choice = count[i] }
    }
    return choice
  }
  function ratio(a, b) { return b > 0 ? sprintf("%.2f", a / b) : "–" }
  {
    if (!($1 in known)) { known[$1]; workload[++workloads] = $1 }
    key = $1 FS $2 FS $3
    n = ++runs[key]
    seconds[key, n] = $4 + 0
    peak[key, n] = $5 + 0
  }
  END {
    threadCounts = split(threads, count, " ")
    jobCount = split(jobs, job, " ")
    types = split(dtypes, type, " ")
    printf "Medians of %d.\n\n", pairs
    print "| workload | job | baseline, s (threads) | dtype | Didact, s | faster | against fp32 | baseline, MiB | Didact, MiB | memory |"
    print "|---|---|---|---|---|---|---|---|---|---|"
    for (w = 1; w <= workloads; w++)
      for (j = 1; j <= jobCount; j++) {
        name = workload[w]; of = job[j]
        if (of == "step") {
          baseline = baselineMiB = 0; at = ""
          for (i = 1; i <= jobCount; i++) if (job[i] != "step") {
            n = best(name, job[i]); key = name FS job[i] FS "baseline-" n
            baseline += median(seconds, key, pairs)
            memory = median(peak, key, pairs)
            if (memory > baselineMiB) baselineMiB = memory
            at = at (at == "" ? "" : ", ") n
          }
        } else {
          at = best(name, of); key = name FS of FS "baseline-" at
          baseline = median(seconds, key, pairs)
          baselineMiB = median(peak, key, pairs)
        }
        for (t = 1; t <= types; t++) {
          key = name FS of FS type[t]
          ours = median(seconds, key, pairs)
          memory = median(peak, key, pairs)
          full = name FS of FS "fp32"
          against = type[t] == "fp32" || !(full in runs) ? "–" : ratio(median(seconds, full, pairs), ours) "×"
          printf "| %s | %s | %.3f (%s) | %s | %.3f | %s× | %s | %.0f | %.0f | %s× |\n", name, of, \
            baseline, at, type[t], ours, ratio(baseline, ours), against, baselineMiB, memory, \
            ratio(memory, baselineMiB)
        }
      }
  }' "$results"
