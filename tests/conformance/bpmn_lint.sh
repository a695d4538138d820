#!/bin/sh
# bpmn_lint.sh - models that break a rule of the standard are refused, and no
# others are: betsy's two halves and the reference models of the BPMN MIWG.
#
#	VINCULO_SHARED=DIR VINCULO=build/release/vinculo sh bpmn_lint.sh
shared=${VINCULO_SHARED:-../shared/data}/bpmn
vinculo=${VINCULO:-build/release/vinculo}

if [ ! -d "$shared" ]; then
	echo "ok 1 - models # SKIP no test material in $shared"
	echo "1..1"
	exit 0
fi
n=0
expect() {	# status, file
	n=$((n + 1))
	name=${2#"$shared"/}
	said=$("$vinculo" lint "$2" 2>&1)
	if [ $? -eq "$1" ]; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		echo "$said" | sed 's/^/# /'
	fi
}
for f in "$shared"/betsy/must-reject/*/*.bpmn; do
	expect 1 "$f"
done
for f in "$shared"/betsy/*/*.bpmn "$shared"/miwg/*.bpmn; do
	expect 0 "$f"
done
echo "1..$n"
