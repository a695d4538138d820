#!/bin/sh
# models.sh - the shipped processes do what they are drawn for: each script in
# workflows/models/tests ends in the end events that expected.txt names.
#
#	VINCULO=build/release/vinculo sh models.sh
vinculo=${VINCULO:-build/release/vinculo}
models=workflows/models

n=0
while read -r script ends; do
	case $script in '#'*|'') continue ;; esac
	n=$((n + 1))
	said=$("$vinculo" simulate "$models/${script%%.*}.bpmn" \
	    --script "$models/tests/$script.json" 2>&1)
	status=$?
	got=$(echo "$said" | grep -o '"element":"End[A-Za-z]*"' |
	    sed 's/.*:"\(.*\)"/\1/' | sort -u | tr '\n' ' ')
	if [ $status -eq 0 ] && [ "$got" = "$ends " ]; then
		echo "ok $n - $script ends in $ends"
	else
		echo "not ok $n - $script ends in $ends"
		echo "# status $status, ends: $got"
		echo "$said" | tail -3 | sed 's/^/# /'
	fi
done <$models/tests/expected.txt
echo "1..$n"
