#!/usr/bin/perl
# betsy.pl - run the betsy suite of executable processes through `vinculo
# simulate` and compare the traces; TAP.
#
# usage: VINCULO_SHARED=DIR VINCULO=build/release/vinculo betsy.pl [NAME...]
#
# The models and what they must do are outside material: see VINCULO_SHARED.
# Their script tasks carry a small vocabulary instead of a script, and their
# conditions are Java's; this shim gives both a meaning in FEEL, and turns what
# takes time or fails into service tasks that the simulation script answers.
use strict;
use warnings;
use File::Basename qw(basename);
use File::Temp qw(tempdir);
use JSON::PP;

my $vinculo = $ENV{VINCULO} // 'build/release/vinculo';
my %only = map { $_ => 1 } @ARGV;
my $dir = ($ENV{VINCULO_SHARED} // '../shared/data') . '/bpmn/betsy';
if (!-r "$dir/expected.json") {
	print "1..0 # SKIP no betsy suite at $dir\n";
	exit 0;
}
my $tmp = tempdir(CLEANUP => 1);
my $json = JSON::PP->new->allow_nonref;

sub slurp {
	my ($file) = @_;
	open(my $f, '<:raw', $file) or die "$file: $!\n";
	local $/;
	return <$f>;
}

sub spew {
	my ($file, $text) = @_;
	open(my $f, '>:raw', $file) or die "$file: $!\n";
	print $f $text;
	close($f) or die "$file: $!\n";
	return $file;
}

# Java's contains() as FEEL's; ${} is only a wrapping, and one model has a stray
# ">" after its condition.
sub condition {
	my ($c) = @_;
	$c =~ s/<!\[CDATA\[(.*?)\]\]>/$1/s;
	$c =~ s/^\s+|\s+$//g;
	$c =~ s/^\$\{(.*)\}$/$1/s;
	$c =~ s/(?:>|&gt;)$//;
	$c =~ s/!\s*(\w+)\.contains\("(\w+)"\)/not(contains($1,"$2"))/g;
	$c =~ s/(\w+)\.contains\("(\w+)"\)/contains($1,"$2")/g;
	$c =~ s/==/=/g;
	return $c;
}

# What a word of a script does to the variables.
my %feel = (
	INCREMENT_INTEGER_VARIABLE => '{integerVariable: integerVariable + 1}',
	INCREMENT_INTEGER_VARIABLE_AND_LOG =>
	    '{integerVariable: integerVariable + 1}',
	SET_STRING_DATA => '{data: "String"}',
);

# The model with its scripts replaced; words of its script tasks by id, and the
# answers to those that became services.
sub translate {
	my ($xml) = @_;
	my (%words, %jobs);
	my ($code) = $xml =~ /errorCode="([^"]*)"/;
	my $expression = qr/(?:conditionExpression|condition|loopCondition|
	    loopCardinality|completionCondition|activationCondition)/x;

	$xml =~ s{(<(?:\w+:)?$expression\b[^>]*(?<!/)>)(.*?)(</)}
	    {my ($open, $c, $close) = ($1, $2, $3);
	     $c =~ s/&lt;/</g;
	     $c =~ s/&gt;/>/g;
	     $open . '<![CDATA[' . condition($c) . ']]>' . $close}gesx;
	$xml =~ s{<((?:\w+:)?)(scriptTask|globalScriptTask)\b([^>]*?)(?<!/)>
	    (.*?)</\1\2>}{
		my ($ns, $tag, $attrs, $body) = ($1, $2, $3, $4);
		my ($id) = $attrs =~ /\bid="([^"]*)"/;
		$id .= ':task' if $tag eq 'globalScriptTask';
		my ($script) = $body =~ m{<${ns}script>\s*(.*?)\s*</};
		my @words = split /[\s;,]+/, $script // '';
		$words{$id} = \@words;
		$jobs{$id} = { after => 'PT10S' }
		    if grep { $_ eq 'WAIT_TEN_SECONDS' } @words;
		$jobs{$id} = { error => $code // 'ERR' }
		    if grep { $_ eq 'THROW_ERROR' } @words;
		my ($set) = map { $feel{$_} // () } @words;
		my $new = $set // 'null';
		$body =~ s{(<${ns}script>).*?(</)}{$1$new$2}s;
		if ($jobs{$id} && $tag eq 'scriptTask') {
			$tag = 'serviceTask';
			$body =~ s{<${ns}script>.*?</${ns}script>}{}s;
		}
		"<$ns$tag$attrs>$body</$ns$tag>";
	}gesx;
	return ($xml, \%words, \%jobs);
}

# One line of a simulation's report may add to the trace.
sub trace_of {
	my ($event, $words, $vars, $stamps) = @_;
	my @trace;
	if (($event->{event} // '') eq 'variables') {
		$vars->{$_} = $event->{variables}{$_}
		    for keys %{ $event->{variables} };
	}
	if (($event->{event} // '') eq 'incident') {
		my $c = $event->{code};
		push @trace, 'ErrorThrownErrorEvent'
		    if $c eq 'bpmn.uncaught_error';
		push @trace, 'RuntimeException'
		    if $c eq 'bpmn.no_flow';
		push @trace, 'GenericError'
		    if $c =~ /^bpmn\.(?:loop|quantity|budget)$/;
	}
	return @trace if ($event->{event} // '') ne 'completed';
	for my $word (@{ $words->{ $event->{element} } // [] }) {
		push @trace, "Task$1" if $word =~ /^SCRIPT_task(\d)$/;
		push @trace, 'Increment'
		    if $word eq 'INCREMENT_INTEGER_VARIABLE_AND_LOG';
		push @trace, 'MarkerExists' if $word eq 'CREATE_MARKER_FILE';
		push @trace, 'DataCorrect' if $word eq 'LOG_DATA' &&
		    ($vars->{data} // '') eq 'String';
		push @{ $stamps->{$1} }, $event->{time}
		    if $word =~ /^CREATE_TIMESTAMP_LOG_(\d)$/;
	}
	return @trace;
}

# Two branches ran side by side when neither ended before the other began.
sub is_parallel {
	my ($one, $two) = @_;
	return 0 unless $one && $two;
	return $one->[0] le $two->[-1] && $two->[0] le $one->[-1];
}

sub run_case {
	my ($test, $case) = @_;
	my $name = basename($test->{file}, '.bpmn');
	my ($xml, $words, $jobs) = translate(slurp("$dir/$test->{file}"));
	my $model = spew("$tmp/model.bpmn", $xml);
	my %script = (jobs => $jobs);
	my %vars = (integerVariable => $case->{integerVariable} // 0);
	my (@trace, %vars_now, %stamps);

	$vars{test} = $case->{input} if defined $case->{input};
	$script{start} = [ { process => 'ParallelProcess', vars => \%vars } ]
	    if $case->{parallel};
	spew("$tmp/script.json", $json->encode(\%script));
	my @process = $xml =~ /<(?:\w+:)?process\b[^>]*\bid="\Q$name\E"/ ?
	    ('--process', $name) : ();
	open(my $run, '-|', $vinculo, 'simulate', $model, @process, '--vars',
	    $json->encode(\%vars), '--script', "$tmp/script.json")
	    or die "$vinculo: $!\n";
	while (my $line = <$run>) {
		push @trace, trace_of($json->decode($line), $words,
		    \%vars_now, \%stamps);
	}
	close $run;
	push @trace, 'ExecutionParallel' if is_parallel($stamps{1}, $stamps{2});
	return @trace;
}

my $tests = $json->decode(slurp("$dir/expected.json"));
my ($n, $failed) = (0, 0);
for my $test (@$tests) {
	my $name = basename($test->{file}, '.bpmn');
	next if %only && !$only{$name};
	for my $case (@{ $test->{cases} }) {
		my $want = join ' ', sort @{ $case->{trace} };
		my @got = run_case($test, $case);
		# A marker is looked at only where it is expected.
		@got = grep { $_ ne 'MarkerExists' } @got
		    unless $want =~ /MarkerExists/;
		my $got = join ' ', sort @got;
		my $label = "$name(" . ($case->{input} // '') . ')';
		$n++;
		if ($got eq $want) {
			print "ok $n - $label\n";
			next;
		}
		$failed++;
		print "not ok $n - $label\n# want: $want\n# got:  $got\n";
	}
}
print "1..$n\n";
exit($failed ? 1 : 0);
