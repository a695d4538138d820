#!/usr/bin/perl
# promises.pl - what `vinculo simulate` and `vinculo lint` promise to those who
# read their output: docs/simulate.md and docs/workflows.md, clause by clause;
# TAP.
#
# usage: VINCULO=build/release/vinculo promises.pl
use strict;
use warnings;
use File::Temp qw(tempdir);
use JSON::PP;

my $vinculo = $ENV{VINCULO} // 'build/release/vinculo';
my $tmp = tempdir(CLEANUP => 1);
my $json = JSON::PP->new->canonical;
my $n = 0;

sub ok {
	my ($ok, $name) = @_;
	$n++;
	print $ok ? '' : 'not ', "ok $n - $name\n";
	return $ok;
}

sub is {
	my ($got, $want, $name) = @_;
	ok($got eq $want, $name) or print "#      got: $got\n# expected: $want\n";
}

sub spew {
	my ($name, $text) = @_;
	open(my $f, '>', "$tmp/$name") or die "$name: $!\n";
	print $f $text;
	close $f;
	return "$tmp/$name";
}

# "a>b" becomes a sequence flow.
sub flows {
	return join '', map {
		my ($from, $to) = split />/;
		"<sequenceFlow id='$from-$to' sourceRef='$from' " .
		    "targetRef='$to'/>\n";
	} @_;
}

my $n_models = 0;

sub model {
	my ($process, $roots) = @_;
	return spew('model' . ++$n_models . '.bpmn', "<definitions " .
	    "xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'\n" .
	    "xmlns:zeebe='http://camunda.org/schema/zeebe/1.0' " .
	    "targetNamespace='urn:t'>\n" . ($roots // '') .
	    "<process id='p' isExecutable='true'>\n$process</process>\n" .
	    "</definitions>\n");
}

# Status, lines as objects, and what it said on standard error.
sub simulate {
	my ($model, %with) = @_;
	my @args = ($model);
	push @args, '--vars', $json->encode($with{vars}) if $with{vars};
	push @args, '--script', spew('script.json',
	    $json->encode($with{script})) if $with{script};
	push @args, '--process', $with{process} if $with{process};
	push @args, '--trace' if $with{trace};
	open(my $run, '-|', 'sh', '-c', 'exec "$@" 2>"$0"', "$tmp/err",
	    $vinculo, 'simulate', @args) or die "$vinculo: $!\n";
	my @lines = map { $json->decode($_) } <$run>;	# dies unless JSON
	close $run;
	return ($? >> 8, \@lines);
}

sub state_of { return $_[0]->[-1]{state} // 'none'; }

sub said {
	my ($lines, $event) = @_;
	return join ' ', map { $_->{element} // '?' }
	    grep { ($_->{event} // '') eq $event } @$lines;
}

my $ends = "<startEvent id='s'/><endEvent id='e'/>";
my $work = model("$ends<userTask id='u'/><serviceTask id='j'/>" .
    flows(qw(s>u u>j j>e)));

# Every line is an event, the last one the state.
my ($status, $lines) = simulate($work, vars => { a => 1 });
is($status, 0, 'completed is status 0');
is(state_of($lines), 'completed', 'and says so');
my @events = @$lines[0 .. $#$lines - 1];
ok(!(grep { !($_->{time} && $_->{element} && $_->{type} && $_->{event}) }
    @events), 'every event has time, element, type and what happened');
is(said($lines, 'completed'), 's u j e p',
    'people and services do their work by themselves');
is($json->encode($lines->[-1]{variables}), '{"a":1}',
    'the last line has the variables');

# The script says with what data, and when.
($status, $lines) = simulate($work, script => {
	now => '2026-03-02T09:00:00Z',
	tasks => { u => { after => 'PT2H', vars => { sum => 5 } } },
	jobs => { j => { after => 'P1D', vars => { paid => JSON::PP::true } } },
});
my ($changed) = grep { ($_->{event} // '') eq 'variables' } @$lines;
is($json->encode($changed->{variables}), '{"sum":5}',
    'a change of variables is an event');
is($changed->{time}, '2026-03-02T11:00:00Z', 'at its time');
is($json->encode($lines->[-1]{variables}), '{"paid":true,"sum":5}',
    'services answer as the script says');
is($lines->[-1]{time}, '2026-03-03T11:00:00Z', 'and when it says');

($status, $lines) = simulate($work, script => {
	tasks => { u => { wait => JSON::PP::true } } });
is($status, 3, 'waiting is status 3');
is(join(' ', map { $_->{element} } @{ $lines->[-1]{open} }), 'u',
    'with the open elements');
($status, $lines) = simulate($work, script => {
	jobs => { j => { fail => 'down' } } });
is($status, 4, 'an incident is status 4');
is($lines->[-1]{open}[-1]{code}, 'bpmn.job_failed', 'with its code');
($status, $lines) = simulate($work, trace => 1);
ok(said($lines, 'task.open') eq 'u' && said($lines, 'job.open') eq 'j' &&
    said($lines, 'flow') eq 'u j e', '--trace has tasks, jobs and flows');

# Messages and signals come from the script.
my $waits = model("$ends<intermediateCatchEvent id='c1'>" .
    "<messageEventDefinition messageRef='m'/></intermediateCatchEvent>" .
    "<intermediateCatchEvent id='c2'><signalEventDefinition " .
    "signalRef='g'/></intermediateCatchEvent>" .
    flows(qw(s>c1 c1>c2 c2>e)),
    "<message id='m' name='papers'/><signal id='g' name='open'/>");
($status, $lines) = simulate($waits);
is(state_of($lines), 'waiting', 'no message comes by itself');
($status, $lines) = simulate($waits, script => { events => [
	{ after => 'P1D', message => 'papers', vars => { n => 2 } },
	{ after => 'P2D', signal => 'open' } ] });
is(state_of($lines), 'completed', 'message and signal of the script');
is($json->encode($lines->[-1]{variables}), '{"n":2}', 'and their data');

# Scripts are FEEL, in each of the ways to write them.
for my $script (
    "<scriptTask id='t' scriptFormat='feel'><script>{x: a + 1}</script>",
    "<scriptTask id='t' scriptFormat='text/x-feel'><script>= {x: a + 1}" .
    "</script>", "<scriptTask id='t'><script>{x: a + 1}</script>",
    "<scriptTask id='t'><extensionElements><zeebe:script " .
    "expression='= a + 1' resultVariable='x'/></extensionElements>") {
	($status, $lines) = simulate(model("$ends$script</scriptTask>" .
	    flows(qw(s>t t>e))), vars => { a => 1 });
	is($json->encode($lines->[-1]{variables}), '{"a":1,"x":2}',
	    'a script is FEEL: ' . ($script =~ /(zeebe|scriptFormat='\S+')/ ?
	    $1 : 'plain'));
}

# What is called wrongly says so.
my $calls = model("<task id='a'/>", "<process id='q'><task id='b'/>" .
    "</process>");
(undef, $lines) = simulate($calls, process => 'q');
is(said($lines, 'completed'), 'b q', '--process chooses');
($status) = simulate($calls, process => 'none');
is($status, 1, 'an unknown process is status 1');
for my $script ([], { tasks => [] }, { tasks => { u => 1 } },
    { tasks => { u => { after => 'soon' } } },
    { jobs => { j => [ { vars => 5 } ] } },
    { events => [ { after => 'P1D', mesage => 'papers' } ] }) {
	($status, $lines) = simulate($work, script => $script);
	ok($status == 1 && !@$lines, 'a wrong script is status 1: ' .
	    $json->encode($script));
}
($status) = simulate($work, vars => [ 1 ]);
is($status, 1, 'variables that are no object: status 1');
system("$vinculo simulate 2>/dev/null");
is($? >> 8, 2, 'without a model it is status 2');

# The linter: a line a finding.
my $broken = model("$ends<task id='t' name='two\n lines&#10;more' " .
    "colour='red'/>" . flows(qw(s>t t>e e>t)));
my @findings = split /\n/, `$vinculo lint $broken`;
is($? >> 8, 1, 'lint: an error is status 1');
ok(@findings >= 2 && !(grep { !/^\Q$broken\E:\d+: \S+: [a-z-]+: .+$/ }
    @findings), 'lint: file:line: element-id: rule: message') or
    print map { "# $_\n" } @findings;
`$vinculo lint $work $calls`;
is($? >> 8, 0, 'lint: several models without an error are status 0');
my $text = `$vinculo lint $work $broken`;
is($? >> 8, 1, 'lint: one of them is enough');
$text = `$vinculo lint ${\ spew('no.bpmn', '<definitions')}`;
ok($? >> 8 == 1 && $text =~ /no\.bpmn:1: -: xml\.syntax: /,
    'lint: what is no XML has a line, too');
print "1..$n\n";
