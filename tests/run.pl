#!/usr/bin/perl
# Run TAP tests in parallel and end with "N passed, N failed, N skipped".
#
#	tests/run.pl [-jN] TEST...
#
# A test is an executable, or a .sh or .js file.  Exits 1 when one failed.
use strict;
use warnings;
use TAP::Harness;

my $jobs = 2;
$jobs = $1 if @ARGV && $ARGV[0] =~ /^-j(\d+)$/ && shift @ARGV;
die "usage: tests/run.pl [-jN] TEST...\n" unless @ARGV;

my $harness = TAP::Harness->new({
	jobs => $jobs, verbosity => 0, failures => 1, comments => 1, errors => 1,
	exec => sub {
		my ($h, $test) = @_;
		return ['sh', $test] if $test =~ /\.sh$/;
		return ['node', $test] if $test =~ /\.m?js$/;
		return [$test =~ m{/} ? $test : "./$test"];
	},
});
my $all = $harness->runtests(@ARGV);
my $skipped = scalar $all->skipped;
my $failed = scalar $all->failed;
# A test that died or planned wrongly has failed, whatever it printed.
my %dead = map { $_ => 1 } ($all->wait, $all->exit, $all->parse_errors);
delete @dead{$all->failed};
$failed += keys %dead;
my $passed = scalar($all->passed) - $skipped;
print "$passed passed, $failed failed, $skipped skipped\n";
exit($failed > 0 || !$all->all_passed ? 1 : 0);
