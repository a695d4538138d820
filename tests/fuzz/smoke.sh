#!/bin/sh
# Run every fuzz target for FUZZ_SECONDS (60) and say TAP.
#
# Start from tests/fuzz/corpus; what is found is kept below build/fuzz, and the
# input that broke a target is named beside its failure.
set -u
cd "$(dirname "$0")/../.."
seconds=${FUZZ_SECONDS:-60}
out=build/fuzz
export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1

run() {
	name=$1
	mkdir -p "$out/corpus/$name" "$out/found"
	"$out/tests/fuzz/fuzz_$name" -max_total_time="$seconds" -timeout=10 \
	    -rss_limit_mb=2048 -max_len=4096 -verbosity=0 \
	    -artifact_prefix="$out/found/$name-" "$out/corpus/$name" \
	    $(ls -d "tests/fuzz/corpus/$name" 2>/dev/null) \
	    >"$out/$name.log" 2>&1
	echo $? >"$out/$name.status"
}

names=$(ls tests/fuzz/fuzz_*.c | sed 's,.*/fuzz_,,; s,\.c$,,')
running=0
for name in $names; do
	run "$name" &
	running=$((running + 1))
	[ $((running % 2)) -eq 0 ] && wait
done
wait

n=0
for name in $names; do
	n=$((n + 1))
	if [ "$(cat "$out/$name.status")" = 0 ]; then
		echo "ok $n - $name survives $seconds s"
	else
		echo "not ok $n - $name survives $seconds s"
		tail -n 40 "$out/$name.log" | sed 's/^/# /'
	fi
done
echo "1..$n"
