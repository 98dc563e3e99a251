#!/bin/sh
# run.sh NAME [PART …]: makes peers/.venv-NAME from NAME/requirements.txt, once for each state of that file, and runs
# the checks of NAME in it. Parts: see `run.sh NAME --help`. DIDACT names the command to hold against the others
# (default: ../didact); PYTHON the interpreter that makes the environment (default: python3). What NAME/apart.txt names
# cannot stand beside the rest: it goes into a folder of its own, without what it depends on.
set -eu
cd "$(dirname "$0")"
[ $# -ge 1 ] && [ -f "$1/requirements.txt" ] || { sed -n '2,5s/^# //p' "$0" >&2; exit 2; }
name=$1
shift
venv=.venv-$name
asked() { cat "$name/requirements.txt" && { [ ! -f "$name/apart.txt" ] || cat "$name/apart.txt"; }; }
if ! asked | cmp -s - "$venv/made-from"; then
  rm -rf "$venv"
  "${PYTHON:-python3}" -m venv "$venv"
  "$venv/bin/pip" install --quiet -r "$name/requirements.txt" >&2
  if [ -f "$name/apart.txt" ]; then
    "$venv/bin/pip" install --quiet --no-deps --target "$venv/apart" -r "$name/apart.txt" >&2
  fi
  asked >"$venv/made-from"
fi
# Nothing is asked of a network once the environment is there, and one thread makes sums come out the same twice.
export HF_HUB_OFFLINE=1 HF_HUB_DISABLE_PROGRESS_BARS=1 TRANSFORMERS_VERBOSITY=error TOKENIZERS_PARALLELISM=false OMP_NUM_THREADS=1 TQDM_DISABLE=1
exec "$venv/bin/python" -m "$name" "$@"
