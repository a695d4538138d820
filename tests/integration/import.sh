#!/bin/sh
# import.sh - citizens from a CSV file: taken in, reported, not taken twice.
. tests/lib/server.sh
run() { "$vinculo" import persons "$1" 2>/dev/null || echo "status $?"; }

"$vinculo" migrate >/dev/null
"$vinculo" demo --persons 1 --cases 0 >/dev/null 2>&1
before=$(sql 'select count(*) from person')
cat >"$state/a.csv" <<-CSV
	Nombre;apellido1;apellido2;fecha_nacimiento;sexo;documento;telefono;calle
	Ana;"Del ""Río""";Gil;02/03/1951;M;12345678Z;600000001;"Calle Mayor; 2"
	Luis;Sanz;;1980-02-30;H;;;
	Eva;Mora;Paz;1990-12-31;F;12345678A;;
	Zoe;Rey;;;X;;;

	Ana;Otra;;;F;12345678-z;;
CSV
is 'rows are reported and the others taken' "$(run "$state/a.csv")" \
"line 3: birth_date: a day as 1951-03-02 or 02/03/1951
line 4: document: not a national document; say its type
line 7: the document is in the file twice
2 persons imported, 1 known already, 2 rows wrong
status 1"
is 'two persons more' "$(($(sql 'select count(*) from person') - before))" 2
is 'in the clear nowhere' "$(sql "select count(*) from person_data where
    position('Mayor'::bytea in envelope) > 0")" 0
is 'with an event' "$(sql "select count(*) > 0 from audit_event
    where action = 'person.import'")" t
is 'nobody with a document is taken twice' \
    "$(run "$state/a.csv" | grep -c 'is that of person')" 1
echo 'given,surname1,colour' >"$state/b.csv"
is 'unknown columns are refused' "$("$vinculo" import persons "$state/b.csv" \
    2>&1 || :)" "vinculo import: the column 'colour' is not known"

# Enough for several lots; stopped in the middle, then gone on with.
awk 'BEGIN { print "given,surname1"; for (i = 0; i < 300; i++)
    print "Nombre" i ",Apellido" i }' >"$state/c.csv"
before=$(sql 'select count(*) from person')
echo 129 >"$state/c.csv.progress"
is 'it goes on where it stopped' "$(run "$state/c.csv")" \
    '172 persons imported, 0 known already, 0 rows wrong'
is 'and forgets about it when done' "$(ls "$state" | grep -c progress || :)" 0
finish_tests
