#!/usr/bin/env bash
# Distils classifiers of texts into smaller ones, on three sets: models/classifiers.sh DATA EMBEDDER OUT
# EMBEDDER is the folder that models/embedder.sh wrote: its base is the half-size student, its teacher's vectors teach the two other sizes.
# SST-2's licence is unclear, so nothing of it is shipped. About an hour of one idle core. A run that was stopped goes on where it was.
set -euo pipefail
data=$(realpath "${1:?DATA}") embedder=$(realpath "${2:?EMBEDDER}") out=${3:?OUT}
root=$(cd "$(dirname "$0")/.." && pwd)
dotnet build -c Release -v q "$root/src/Policy.Compression.Tool"
dotnet build -c Release -v q "$root/src/Policy.Cli"
dotnet build -c Release -v q "$root/bench/Policy.Evaluation"
train=$root/src/Policy.Compression.Tool/bin/Release/net10.0/optpolicy-train
optpolicy=$root/src/Policy.Cli/bin/Release/net10.0/optpolicy

mkdir -p "$out"
cd "$out"
node "$root/models/recipes/sentiment-data.mjs" "$data" .
for set in clinc banking; do cp "$embedder/data/$set.train.jsonl" "$embedder/data/$set.held-out.jsonl" .; done

sentences=(--tokenizer "$embedder/tokenizer" --vectors "$embedder/sentences.vectors.jsonl" --words "$embedder/words.vectors.jsonl"
  --known clinc.train.jsonl banking.train.jsonl --held-out clinc.held-out.jsonl banking.held-out.jsonl --dropout 0 --rows 64 --length 64 --seed 1)
"$train" encoder large "${sentences[@]}" --hidden 384 --layers 6 --heads 6 --feed-forward 1536 --steps 3600 --rate 1e-3 --warm-up 200 --checkpoint-every 900
"$train" encoder small "${sentences[@]}" --hidden 112 --layers 2 --heads 4 --feed-forward 320 --steps 5000 --rate 3e-3 --warm-up 200 --checkpoint-every 2500

for set in clinc banking sst2; do
  if [ $set = sst2 ]; then steps=1500 rate=3e-4; else steps=700 rate=4e-4; fi
  texts=(--data $set.train.jsonl --held-out $set.held-out.jsonl --rows 64 --length 48 --checkpoint-every $((steps / 2)))
  student=(--teacher $set-teacher-float --state-weight 0 --warm-up 60)
  "$train" classifier $set-teacher-float --start-from large "${texts[@]}" --dropout 0.1 --smoothing 0.05 --steps $steps --rate $rate --warm-up 80 --seed 1
  "$train" classifier $set-half-float --start-from "$embedder/base" "${texts[@]}" "${student[@]}" --dropout 0.1 --steps $steps --rate 5e-4 --seed 2
  "$train" classifier $set-tiny-float --start-from small "${texts[@]}" "${student[@]}" --dropout 0 --steps $((steps * 2)) --rate 1.5e-3 --seed 3
  for size in teacher half tiny; do "$optpolicy" convert $set-$size-float --to $set-$size --weights fp32 --overwrite; done
  dotnet "$root/bench/Policy.Evaluation/bin/Release/net10.0/Policy.Evaluation.dll" encoders --data "$data" --labelled sst2.held-out.jsonl \
    --classifiers $set-teacher $set-half $set-tiny --json $set.json
done
