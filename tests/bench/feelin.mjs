// feelin.mjs - the expressions of feel.txt in the npm package feelin, for the
// ratio of bench_feel:  FEELIN=FOLDER/OF/node_modules node feelin.mjs
// It parses each time: the package has no other way.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const here = new URL('.', import.meta.url);
const from = createRequire(pathToFileURL(`${resolve(process.env.FEELIN ?? '.')}/`));
const { evaluate } = await import(pathToFileURL(from.resolve('feelin')));
const lines = readFileSync(new URL('feel.txt', here), 'utf8').trim().split('\n');
const context = {
  a: 5, b: 7.5, name: 'John', list: [3, 1, 4, 1, 5, 9, 2, 6],
  people: [{ name: 'A', age: 20 }, { name: 'B', age: 40 }, { name: 'C', age: 35 }],
};
const rounds = 500;
let logs = 0;

for (const line of lines) {
  for (let i = 0; i < 100; i++) evaluate(line, context);
  const before = process.cpuUsage();
  for (let i = 0; i < rounds; i++) evaluate(line, context);
  const { user, system } = process.cpuUsage(before);
  logs += Math.log((user + system) * 1000 / rounds);
}
console.log(Math.round(Math.exp(logs / lines.length)));
