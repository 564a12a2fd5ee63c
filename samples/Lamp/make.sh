#!/usr/bin/env bash
# Trains a teacher and compresses it as lamp.optpolicy declares: samples/Lamp/make.sh [OUT]. A minute or two of one core; a second run repeats nothing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
out=${1:-$root/artifacts/lamp}
if [ -z "${OPTPOLICY_BIN:-}" ]; then
  dotnet build -c Release -v q "$root/src/Policy.Compression.Tool"
  dotnet build -c Release -v q "$root/src/Policy.Cli"
fi
export PATH=${OPTPOLICY_BIN:-$root/src/Policy.Compression.Tool/bin/Release/net10.0:$root/src/Policy.Cli/bin/Release/net10.0}:$PATH

mkdir -p "$out"
cp "$here"/*.jsonl "$here/lamp.optpolicy" "$out"
cd "$out"
[ -f tokenizer/tokenizer.json ] || optpolicy-train tokenizer tokenizer --vocabulary 320 --chat train.jsonl
[ -f teacher/model.safetensors ] || optpolicy-train chat teacher --tokenizer tokenizer --chat train.jsonl --held-out-chat held.jsonl \
  --hidden 64 --layers 3 --heads 2 --kv-heads 1 --head-dimension 32 --feed-forward 128 --context 64 --length 32 --precision Float32 \
  --steps 400 --rows 16 --rate 4e-3 --warm-up 10 --checkpoint-every 200

optpolicy compress lamp.optpolicy --out lamp --steps 300
optpolicy inspect lamp
optpolicy generate lamp "please set the attic to blue"
