#!/bin/sh
# models.sh - the decision models we ship pass their tests and every check.
vinculo=${VINCULO:-build/release/vinculo}
models=$(dirname "$0")/../../workflows/models
n=0
for model in "$models"/*.dmn; do
	name=$(basename "$model" .dmn)
	for command in "tck --verbose $models/$name-test.xml" \
	    "decide $model --check"; do
		n=$((n + 1))
		said=$("$vinculo" $command 2>&1)
		last=$(echo "$said" | tail -n 1)
		case "$last" in
		"0 passed"*) ;;
		*" passed, 0 failed" | "0 errors, 0 warnings")
			echo "ok $n - $name: $last"
			continue
			;;
		esac
		echo "not ok $n - $name: $last"
		echo "$said" | sed 's/^/# /'
	done
done
echo "1..$n"
