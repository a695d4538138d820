/*
 * processes.mjs - an administrator in a browser: finds an instance by a
 * variable, mends its incident, ends it; sees heat and when a model starts.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { equal, finish, ok, test, until } from '../integration/lib.mjs';
import { clean, openDemo, signIn } from './browser.mjs';

const { server, accounts, base, browser } = await openDemo('processes in a browser', ['--persons', '100', '--cases', '10']);

const model = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
    targetNamespace="urn:test" id="D">
  <process id="round" name="Ronda diaria" isExecutable="true">
    <extensionElements><zeebe:properties>
      <zeebe:property name="vinculo:search" value="district, level:number" />
    </zeebe:properties></extensionElements>
    <startEvent id="Begin"><outgoing>f1</outgoing><timerEventDefinition>
      <timeCycle xsi:type="tFormalExpression">R2/PT1S</timeCycle>
    </timerEventDefinition></startEvent>
    <sequenceFlow id="f1" sourceRef="Begin" targetRef="Where" />
    <scriptTask id="Where" name="Where"><extensionElements>
      <zeebe:script expression="= &quot;Norte&quot;" resultVariable="district" />
      </extensionElements><incoming>f1</incoming><outgoing>f2</outgoing></scriptTask>
    <sequenceFlow id="f2" sourceRef="Where" targetRef="Which" />
    <exclusiveGateway id="Which" name="Which" default="f3"><incoming>f2</incoming>
      <outgoing>f3</outgoing><outgoing>f4</outgoing></exclusiveGateway>
    <sequenceFlow id="f4" sourceRef="Which" targetRef="End">
      <conditionExpression xsi:type="tFormalExpression">= level &gt; 5</conditionExpression></sequenceFlow>
    <sequenceFlow id="f3" sourceRef="Which" targetRef="Visit" />
    <userTask id="Visit" name="Visit"><extensionElements><zeebe:userTask />
      <zeebe:assignmentDefinition candidateGroups="clerk@css-norte" />
      </extensionElements><incoming>f3</incoming><outgoing>f5</outgoing></userTask>
    <sequenceFlow id="f5" sourceRef="Visit" targetRef="End" />
    <endEvent id="End"><incoming>f4</incoming><incoming>f5</incoming></endEvent>
  </process>
</definitions>`;
writeFileSync(join(server.dir, 'round.bpmn'), model);
server.run('deploy', 'round.bpmn');

const page = await signIn(browser, base,
    Object.values(accounts).find((a) => a.role === 'administrator'));

await test('instances are found by a declared variable', async () => {
	await page.goto(`${base}/admin/instances`);
	await page.locator('[name=variable]').selectOption('district');
	await page.locator('[name=value]').fill('Norte');
	await page.locator('form button[type=submit]').click();
	await page.waitForSelector('.chip');
	/* They appear as the timer starts them. */
	await until(async () => await page.locator('tbody tr').count() === 2, 'two rounds');
	ok(new URL(page.url()).searchParams.get('var') === 'district:eq:Norte', page.url());
	await clean(page, 'the list of instances');
	await page.locator('[name=state]').selectOption('incident');
	await until(async () => await page.locator('tbody tr').count() === 2, 'two incidents');
});

await test('an incident is mended with a variable', async () => {
	await page.locator('tbody a').first().click();
	await page.waitForSelector('text=Which');
	await clean(page, 'an instance');
	await page.locator('.card button', { hasText: /\S/ }).filter({ hasText: 'Resolver' }).first().click();
	await page.waitForSelector('dialog');
	await page.locator('dialog [name=variables]').fill('{"level": ');
	await page.waitForSelector('dialog .field-error');
	await page.locator('dialog [name=variables]').fill('{"level": 2}');
	await clean(page, 'the dialog of an incident');
	await page.locator('dialog button[type=submit]').click();
	await page.waitForSelector('td:has-text("Visit")');
	equal(await page.locator('dialog').count(), 0);
	/* The gateway saw it, and so does the search. */
	ok((await page.locator('.summary').innerText()).includes('2'));
});

await test('an instance is ended with a reason', async () => {
	await page.locator('.page-head button').click();
	await page.locator('dialog [name=reason]').fill('Dos rondas en un día');
	await page.locator('dialog button[type=submit]').click();
	await page.waitForSelector('.page-head .tag[data-color=neutral]');
	equal(await page.locator('.page-head button').count(), 0, 'once only');
});

await test('a model says when it starts, and where it is hot', async () => {
	await page.goto(`${base}/admin/processes`);
	await page.locator('section:has-text("Ronda diaria") tbody a').first().click();
	await page.waitForSelector('text=Begin');
	await clean(page, 'a model that starts by itself');
	await page.goto(`${base}/admin/processes`);
	await page.locator('section:has(header code:text-is("emergency_aid")) tbody a').first().click();
	await page.waitForSelector('.canvas .heat-5');
	const badges = await page.locator('.canvas .token').count();
	ok(badges > 0, 'figures on the diagram');
	await page.locator('.segmented button').nth(1).click();
	await until(async () => await page.locator('.canvas .token').count() > badges, 'more was entered than waits');
	await clean(page, 'the heat map');
	await page.setViewportSize({ width: 360, height: 800 });
	await clean(page, 'the heat map on a telephone');
});

await test('a process is started by hand, and its instance opened', async () => {
	await page.setViewportSize({ width: 1280, height: 800 });
	await page.goto(`${base}/admin/processes`);
	await page.locator('section:has(header code:text-is("information")) tbody a').first().click();
	await page.locator('.page-head').getByRole('button', { name: 'Iniciar una instancia' }).click();
	await page.fill('dialog [name=variables]', '{"question":');
	await page.locator('dialog [aria-invalid=true]').waitFor();
	await clean(page, 'variables that are none');
	await page.fill('dialog [name=variables]', '{"question": 1}');
	await page.locator('dialog button[type=submit]').click();
	await page.waitForURL(/\/admin\/instances\/[0-9a-f-]{36}/);
	await page.locator('.canvas .token').first().waitFor();
});

await browser.close();
await finish();
