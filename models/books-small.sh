#!/usr/bin/env bash
# Trains books-small, its draft and its head from public data, and converts the pair: models/books-small.sh DATA OUT
# DATA holds text/books_train.txt (one paragraph a line) and tool-calls/snips/train.{seq.in,seq.out,label}; see books-small.md.
# A run that was stopped goes on where it was. About an hour and a half of one core.
set -euo pipefail
data=${1:?DATA} out=${2:?OUT}
root=$(cd "$(dirname "$0")/.." && pwd)
dotnet build -c Release -v q "$root/src/Policy.Compression.Tool"
dotnet build -c Release -v q "$root/src/Policy.Cli"
train=$root/src/Policy.Compression.Tool/bin/Release/net10.0/optpolicy-train
optpolicy=$root/src/Policy.Cli/bin/Release/net10.0/optpolicy

mkdir -p "$out"
cd "$out"
"$train" split "$data/text/books_train.txt" --train books.train.txt --held-out books.held-out.txt
"$train" conversations slots "$data/tool-calls/snips" -o tool-calls.jsonl
"$train" conversations copies books.train.txt --count 4000 --seed 11 -o copies.jsonl
"$train" tokenizer tokenizer --text books.train.txt --chat tool-calls.jsonl --vocabulary 2048

corpus=(--text books.train.txt --chat tool-calls.jsonl copies.jsonl --held-out books.held-out.txt)
small=(--hidden 128 --layers 2 --heads 4 --kv-heads 2 --feed-forward 384)
"$train" model target --tokenizer tokenizer "${corpus[@]}" --steps 2000 --rows 4 --rate 2.5e-3 --warm-up 100
"$train" model draft-start --tokenizer tokenizer "${corpus[@]}" "${small[@]}" --steps 1000 --rows 6 --rate 3e-3
"$train" model draft --tokenizer tokenizer "${corpus[@]}" --start-from draft-start --teacher target --steps 300 --rows 6 --rate 1.5e-3 --warm-up 20 --seed 2
"$train" head head --target target "${corpus[@]}" --steps 500 --rows 2 --rate 1.5e-3 --warm-up 30

"$optpolicy" convert target --to books-small --weights q4 --overwrite
"$optpolicy" convert draft --to books-small-draft --weights q4 --overwrite
"$optpolicy" bench books-small --draft books-small-draft
