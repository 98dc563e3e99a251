#!/bin/sh
# How much memory scoring and training take as sequences grow, with a vocabulary of real size: makes a
# model of two layers with random weights and 151,936 tokens, lets `didact bench` read one long
# sequence in a process of its own for each row, and prints the peaks beside what the logits alone
# would take without chunks. Linux. Needs 0.7 GB of disk (in $TMPDIR or /tmp) and up to 7 GB of memory.
#
#   scripts/long-sequences.sh [TOKENS…]     lengths (default 1024 4096 16384)
#
#   DTYPES="fp32 bf16"                      types of the weights (default fp32)
#   CASES="score train-kept train-recomputed"   which rows (default all)
#
# One lane. The second half of a sequence, but no more than 2,048 tokens, is completion, and what
# scoring reads ends with a solution of 16 tokens. (Loss tokens go through the head a few hundred at a
# time, so more of them take time only.) 16,384 tokens take one to three minutes a row on a core.
set -eu
home=$(CDPATH='' cd -- "$(dirname "$0")/.." && pwd -P)
[ $# -gt 0 ] || set -- 1024 4096 16384
vocabulary=151936
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

"$home/didact" init "$work/model" --config "$home/didact-lm/src/test/resources/golden/qwen2-tied" \
  hidden_size=896 intermediate_size=4864 num_hidden_layers=2 num_attention_heads=14 \
  num_key_value_heads=2 head_dim=64 vocab_size=$vocabulary max_position_embeddings=32768 >&2

# A small prompt first, which the bench warms up with; then one whose first completion makes the
# sequence as long as asked for. (A prompt has two completions at least; its second has 16 tokens.)
workload() {
  awk -v tokens="$1" -v vocabulary=$vocabulary '
    function ids(count, list, i) {
      list = ""
      for (i = 0; i < count; i++) list = list (i ? "," : "") int(2 + rand() * (vocabulary - 2))
      return "[" list "]"
    }
    BEGIN {
      srand(1)
      completion = tokens < 4096 ? int(tokens / 2) : 2048
      printf "{\"prompts\":[%s,%s],\"solution\":[%s,%s],\"lengths\":[[16,16],[%d,16]],\"microBatch\":1}\n",
        ids(16), ids(tokens - completion), ids(16), ids(16), completion - 16
    }'
}

printf '%-17s %-6s %7s %9s %9s %15s\n' case dtype tokens seconds 'peak MiB' 'logits, dense'
for dtype in ${DTYPES:-fp32}; do
  for tokens; do
    workload "$tokens" >"$work/workload.json"
    for each in ${CASES:-score train-kept train-recomputed}; do
      job=${each%%-*}
      case $each in *-*) activations=${each#*-} ;; *) activations=kept ;; esac
      answer=$("$home/didact" bench --model "$work/model" --workload "$work/workload.json" \
        --job "$job" --activations "$activations" --dtype "$dtype" --threads 1)
      seconds=$(printf '%s' "$answer" | sed 's/.*"seconds":\([0-9.]*\).*/\1/')
      peak=$(printf '%s' "$answer" | sed 's/.*"peakMiB":\([0-9.]*\).*/\1/')
      # Scoring: logits and log-softmax in 32 bits. Training: the gradient by each of them too.
      copies=2
      [ "$job" = score ] || copies=4
      awk -v c="$each" -v d="$dtype" -v t="$tokens" -v s="$seconds" -v p="$peak" -v v=$vocabulary -v n=$copies \
        'BEGIN {printf "%-17s %-6s %7d %9.1f %9.0f %11.0f MiB\n", c, d, t, s, p, t * v * 4 * n / 1048576}'
    done
  done
done
