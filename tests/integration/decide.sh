#!/bin/sh
# decide.sh - `vinculo decide` as an author of rules uses it.
vinculo=${VINCULO:-build/release/vinculo}
models=$(dirname "$0")/../../workflows/models
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
n=0

is() {	# got, expected, what
	n=$((n + 1))
	if [ "$1" = "$2" ]; then
		echo "ok $n - $3"
	else
		echo "not ok $n - $3"
		printf '#      got: %s\n# expected: %s\n' "$1" "$2"
	fi
}
meals() {
	"$vinculo" decide "$models/school-meals.dmn" --decision Points "$@"
}

echo '{"Household income": 10800, "Household members": 3,
  "Single parent": true, "Large family": false, "Foster child": false,
  "Disability in the household": false, "Victim of violence": false,
  "Social report": "none"}' >"$dir/in.json"
is "$(meals --input "$dir/in.json")" '{"result":40}' "one input in a file"
is "$(meals --input "$dir/in.json" --explain | tr '{' '\n' |
    grep -c '"kind":"rule".*"answer":"met"')" 2 "the rules that are met"

echo '{"Household income": 10800, "Household members": 3}' >"$dir/part.json"
is "$(meals --input "$dir/part.json" --unknown | cut -c 1-56)" \
    '{"result":null,"unknown":["Single parent","Large family"' \
    "what is not given is asked for"

i=1
while [ $i -le 2000 ]; do
	echo "{\"Household income\": 10800, \"Household members\": $i}"
	i=$((i + 1))
done >"$dir/many.jsonl"
"$vinculo" decide "$models/school-meals.dmn" --decision "Income per member" \
    --input - --threads 3 <"$dir/many.jsonl" >"$dir/out.jsonl"
is "$?" 0 "many inputs"
is "$(wc -l <"$dir/out.jsonl" | tr -d ' ')" 2000 "one line for each"
is "$(sed -n '1p;3p;2000p' "$dir/out.jsonl" | tr '\n' ' ')" \
    '{"result":10800} {"result":3600} {"result":5.4} ' "in their order"
echo 'oops' | meals --input - >"$dir/out" 2>"$dir/err"
is "$?" 1 "a line that is no JSON is a failure"
is "$(cat "$dir/err")" 'vinculo decide: 1 of 1 lines could not be decided' \
    "and is counted"

"$vinculo" decide "$models/school-meals.dmn" --decision Nothing \
    --input "$dir/in.json" >"$dir/out" 2>"$dir/err"
is "$?" 2 "no such decision"
is "$(grep -c '^  Points$' "$dir/err")" 1 "those there are, are named"
"$vinculo" decide "$dir/none.dmn" --check >"$dir/out" 2>&1
is "$?" 1 "no such model"
sed 's/<text>Income per member</<text>Income per membr</' \
    "$models/school-meals.dmn" >"$dir/broken.dmn"
"$vinculo" decide "$dir/broken.dmn" --check >"$dir/out" 2>&1
is "$?" 1 "a model with an error"
is "$(grep -c "called 'Income'\|called 'Income per membr'\|dmn.feel" \
    "$dir/out")" 1 "which is told with its name"
echo "1..$n"
