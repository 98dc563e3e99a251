#!/bin/sh
# Packs all that scripts/gpu-proof.sh needs on a machine without Java, Maven and a network: a small Java
# runtime, Didact with its natives, golden checkpoints, a base model and a recipe; in pieces, with their
# checksums. docs/cuda.md says more.
#
#   scripts/gpu-pack.sh OUT [PROFILE]
#
#   OUT       a directory for the pieces, which must not exist yet
#   PROFILE   cuda (default), or cpu for a kit that is tried without a GPU
#   PIECE     size of a piece, otherwise 44m (as split has it): small enough for narrow ways
set -eu

say() { printf 'gpu-pack: %s\n' "$*" >&2; }
die() { say "$@"; exit 1; }
wrong() { say "$@"; exit 2; }

[ $# -ge 1 ] && [ $# -le 2 ] || wrong 'usage: scripts/gpu-pack.sh OUT [cuda|cpu]'
out=$1
profile=${2:-cuda}
case $profile in cuda | cpu) ;; *) wrong "the profile is cuda or cpu, was $profile" ;; esac
[ ! -e "$out" ] || wrong "$out is there already"
home=$(CDPATH='' cd -- "$(dirname "$0")/.." && pwd -P)
launch=didact-app/target/launch
[ "$profile" = cpu ] || launch=$launch-cuda

# The launcher builds where sources are newer than the build, and says so.
maven=
[ "$profile" = cpu ] || maven=cuda
DIDACT_PROFILE=$maven "$home/didact" --version >/dev/null || die 'Didact does not start'
id=$(cat "$home/$launch/current")

mkdir -p "$out"
kit=$out/kit
mkdir -p "$kit/$launch" "$kit/models" "$kit/scripts"
java=${JAVA_HOME:+$JAVA_HOME/bin/}
"${java}jlink" --output "$kit/runtime" --strip-debug --no-header-files --no-man-pages --compress=2 \
  --add-modules java.logging,java.management,java.naming,java.net.http,java.sql,java.xml,jdk.crypto.ec,jdk.httpserver,jdk.management,jdk.unsupported
cp -R "$home/$launch/$id" "$kit/$launch/"
printf '%s\n' "$id" >"$kit/$launch/current"
cp "$home/didact" "$kit/"
cp "$home/scripts/gpu-proof.yaml" "$kit/scripts/"
cp -R "$home/models/base" "$kit/models/"
cp -R "$home/didact-lm/src/test/resources/golden" "$kit/golden"
printf '%s\n' "$profile" >"$kit/profile"

(cd "$out" && tar -cf - kit | split -b "${PIECE:-44m}" -a 3 - kit.)
rm -rf "$kit"
cp "$home/scripts/gpu-proof.sh" "$out/"
(cd "$out" && sha256sum kit.* gpu-proof.sh >SHA256SUMS)
printf '%s\n' "$(find "$out" -name 'kit.*' | wc -l | tr -d ' ') pieces in $out, $(du -sh "$out" | cut -f1) in all"
