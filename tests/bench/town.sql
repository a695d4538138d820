-- A municipality for measuring: one unit, its worker who is signed in, a
-- programme with a process of two forms.  Everything sealed is made by
-- town; :token is the hash of the session's token.
\set t '''018f0000-0000-7000-8000-000000000001'''
\set unit '''018f0000-0000-7000-8000-000000000011'''
\set staff '''018f0000-0000-7000-8000-000000000021'''
\set form `cat forms/definitions/approval.json`

insert into tenant (id, code, name) values (:t, 'bench', 'Puentelarga');
insert into unit (tenant_id, id, code, name, kind)
values (:t, :unit, 'UTS-1', 'UTS Ribera', 'uts');
insert into territory (tenant_id, id, code, name, unit_id)
values (:t, '018f0000-0000-7000-8000-000000000012', 'T1', 'Ribera',
       :unit);
insert into staff (tenant_id, id, login, name)
values (:t, :staff, 'bench', 'Lucía Ortega');
insert into staff_role (tenant_id, staff_id, unit_id, role)
values (:t, :staff, :unit, 'social_worker'),
       (:t, :staff, :unit, 'psychologist');
insert into session (tenant_id, token_hash, staff_id, csrf)
values (:t, decode(:'token', 'hex'), :staff, 'bench-csrf-bench-csrf-bench-csrf');
insert into programme (tenant_id, code, label, process_key, sector)
values (:t, 'bench', '{"es": "Ayuda de urgencia"}', 'bench', '1');
insert into form_definition (tenant_id, key, version, schema, checksum)
values (:t, 'approval', 1, :'form', sha256(convert_to(:'form', 'UTF8')));
insert into process_definition (tenant_id, id, key, version, name, xml,
       checksum)
select :t, d.id::uuid, d.key, 1, d.key, x.xml,
       sha256(convert_to(x.xml, 'UTF8'))
  from (values ('018f0000-0000-7000-8000-000000000031', 'bench',
           '<userTask id="decide" name="Decidir"><extensionElements>
           <zeebe:formDefinition formId="approval"/></extensionElements>
           </userTask><sequenceFlow id="f2" sourceRef="assess"
           targetRef="decide"/>', 'decide'),
       ('018f0000-0000-7000-8000-000000000032', 'bench-one', '', 'assess'),
       ('018f0000-0000-7000-8000-000000000034', 'bench-choice',
           '<exclusiveGateway id="choice" default="f3"/>
           <endEvent id="refused"/>
           <sequenceFlow id="f2" sourceRef="assess" targetRef="choice"/>
           <sequenceFlow id="f4" sourceRef="choice" targetRef="refused">
           <conditionExpression>= refused = true</conditionExpression>
           </sequenceFlow>', 'choice'))
       as d (id, key, more, last)
 cross join lateral (select format('<definitions
       xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
       xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"><process id="%s"
       isExecutable="true"><startEvent id="start"/>
       <userTask id="assess" name="Valorar"><extensionElements>
       <zeebe:assignmentDefinition candidateGroups="social_worker@UTS-1"/>
       <zeebe:formDefinition formId="approval"/></extensionElements></userTask>
       %s<endEvent id="end"/>
       <sequenceFlow id="f1" sourceRef="start" targetRef="assess"/>
       <sequenceFlow id="f3" sourceRef="%s" targetRef="end"/></process>
       </definitions>', d.key, d.more, d.last) as xml) x;
insert into process_definition (tenant_id, id, key, version, name, xml,
       checksum)
select :t, '018f0000-0000-7000-8000-000000000033', 'bench-timer', 1,
       'bench-timer', x.xml, sha256(convert_to(x.xml, 'UTF8'))
  from (select '<definitions
       xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process
       id="bench-timer" isExecutable="true"><startEvent id="start"/>
       <intermediateCatchEvent id="wait"><timerEventDefinition>
       <timeDuration>P1Y</timeDuration></timerEventDefinition>
       </intermediateCatchEvent><endEvent id="end"/>
       <sequenceFlow id="f1" sourceRef="start" targetRef="wait"/>
       <sequenceFlow id="f2" sourceRef="wait" targetRef="end"/></process>
       </definitions>' as xml) x;
