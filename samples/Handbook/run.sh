#!/usr/bin/env bash
# Indexes a copy of the documents, asks, changes a document, and asks again: samples/Handbook/run.sh
set -euo pipefail
sample=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$sample/../.." && pwd)
dotnet build -v q --nologo "$root/src/Policy.Cli"
dotnet build -v q --nologo "$sample"
optpolicy=$root/src/Policy.Cli/bin/Debug/net10.0/optpolicy
handbook=$sample/bin/Debug/net10.0/Handbook

mkdir -p "$root/artifacts/handbook"
cd "$root/artifacts/handbook"
rm -rf documents handbook.cache
cp -r "$sample/documents" documents
"$optpolicy" index documents --out handbook.index --policy "$sample/handbook.optpolicy"
"$handbook"

echo "Now products can be returned for 60 days."
sed -i.before 's/within 30 days/within 60 days/' documents/returns.md && rm documents/returns.md.before
"$optpolicy" index documents --out handbook.index --policy "$sample/handbook.optpolicy"
"$handbook" "how can I return a product" "Do you deliver to Norway?"
