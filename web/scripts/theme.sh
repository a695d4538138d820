#!/bin/sh
# Build src/styles/theme.css from theme.config.json.
#
# The command line of the design system wants a newer Node than the rest and a
# hundred packages, and the colours change once in years: so it is fetched when
# needed and its result is kept in the tree.
set -eu
cd "$(dirname "$0")/.."
out=$(mktemp -d)
trap 'rm -rf "$out" theme-tokens' EXIT
cli='npx --yes @digdir/designsystemet@1.15.0'
$cli tokens create --config theme.config.json
$cli tokens build -t theme-tokens -o "$out"
{
	cat <<'HEAD'
/*
 * theme.css - our colours, sizes and type scale, light and dark.
 *
 * Built by the Designsystemet command line from theme.config.json; change that
 * file and run `npm run theme`, never this one.
 */
HEAD
	grep -v '^@charset' "$out/vinculo.css"
} > src/styles/theme.css
