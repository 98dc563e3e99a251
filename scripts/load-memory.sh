#!/bin/sh
# How much memory loading a checkpoint takes: makes one of about 4 GB with random weights (removed
# afterwards), asks it for log-probs, and prints the process's peak against the weights' size.
# Linux. Needs 4.5 GB of disk (in $TMPDIR or /tmp) and about 5 GB of memory.
#
#   scripts/load-memory.sh [fp32|bf16]     type in which the weights are loaded (default fp32)
set -eu
home=$(CDPATH='' cd -- "$(dirname "$0")/.." && pwd -P)
dtype=${1:-fp32}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

"$home/didact" init "$work/model" --config "$home/didact-lm/src/test/resources/golden/llama3" \
  hidden_size=2048 intermediate_size=8192 num_hidden_layers=16 num_attention_heads=32 \
  num_key_value_heads=8 head_dim=64 vocab_size=32000

# One line is answered; the pipe stays open while the peak is read.
mkfifo "$work/in" "$work/out"
"$home/didact" logprobs --model "$work/model" --dtype "$dtype" <"$work/in" >"$work/out" &
pid=$!
exec 3>"$work/in" 4<"$work/out"
echo '{"ids":[5,17,3,11]}' >&3
read -r answer <&4
peak=$(awk '/VmHWM/ {print $2}' "/proc/$pid/status")
exec 3>&-
wait "$pid"

stored=$(cat "$work"/model/*.safetensors | wc -c)
[ "$dtype" = fp32 ] && weights=$stored || weights=$((stored / 2))
echo "$answer"
awk -v p="$peak" -v w="$weights" -v t="$dtype" \
  'BEGIN {printf "weights in %s %.2f GB, peak %.2f GB: %.2f times\n", t, w / 1e9, p * 1024 / 1e9, p * 1024 / w}'
