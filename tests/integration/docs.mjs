/*
 * docs.mjs - what pages show is what comes out: every command of a listing about
 * rules is run in docs/examples, the C program is compiled, and the inventory of
 * cryptography is that of the sources (50).
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync,
    writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { binary, equal, finish, ok, onFinish, root, test } from './lib.mjs';

/* As in the repository: docs/examples, and ../../workflows. */
const dir = mkdtempSync(join(tmpdir(), 'vinculo-docs.'));
const examples = join(dir, 'docs/examples');
mkdirSync(join(dir, 'docs'));
cpSync(join(root, 'docs/examples'), examples, { recursive: true });
symlinkSync(join(root, 'workflows'), join(dir, 'workflows'));
onFinish(() => rmSync(dir, { recursive: true }));
const PATH = `${dirname(binary)}:${process.env.PATH}`;

const page = (name) => readFileSync(join(root, 'docs', name), 'utf8');
const blocks = (text, language) => [...text.matchAll(
    new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))]
    .map((m) => m[1]);

/* [[command, what it prints], ...] of a listing. */
function commands(block) {
	return block.split(/^\$ /m).slice(1).map((part) => {
		const end = part.indexOf('\n');
		return [part.slice(0, end), part.slice(end + 1).trimEnd()];
	});
}

function runs(name) {
	for (const [command, wanted] of blocks(page(name), '')
	    .filter((b) => b.startsWith('$ ')).flatMap(commands)) {
		const { stdout } = spawnSync('sh', ['-c', `{ ${command}\n} 2>&1`],
		    { cwd: examples, env: { ...process.env, PATH },
		    encoding: 'utf8' });
		equal(stdout.trimEnd(), wanted, `${command}:`);
	}
}

await test('the C program of rules.md needs no server', () => {
	const [source] = blocks(page('rules.md'), 'c');
	writeFileSync(join(examples, 'decide.c'), source);
	const sanitizers = process.env.MODE === 'asan' ?
	    ['-fsanitize=address,undefined'] : [];
	const bid = process.arch === 'x64' ? ['-lbidgcc000'] : [];
	execFileSync(process.env.CC || 'cc', ['-std=gnu11', '-D_GNU_SOURCE',
	    '-Wall', '-Werror', `-I${root}`, '-I/usr/include/libxml2',
	    '-o', join(examples, 'decide'), join(examples, 'decide.c'),
	    join(dirname(binary), 'libvinculo.a'), '-lxml2', '-lpcre2-8', '-lsodium',
	    ...bid,
	    '-lpthread', '-lm', ...sanitizers], { stdio: 'inherit' });
});

for (const name of ['rules.md', 'feel.md'])
	await test(`docs/${name} shows what its commands print`, () => runs(name));

const inventory = (...files) => spawnSync('scripts/crypto-inventory', files,
    { cwd: root, encoding: 'utf8' });

await test('the inventory of cryptography is current', () =>
	equal(inventory().stdout, page('crypto-inventory.md'),
	    'run scripts/crypto-inventory > docs/crypto-inventory.md:'));

await test('it refuses a primitive that it does not know', () => {
	for (const call of ['crypto_box_easy(a)', 'EVP_aes_128_cbc()',
	    'EVP_CIPHER_fetch(NULL, "AES-128-CBC", NULL)', 'EVP_md5()']) {
		const file = join(dir, 'more.c');
		writeFileSync(file, `/*\n * more.c - another.\n */\n${call};\n`);
		const { status, stdout, stderr } = inventory(file);
		ok(status !== 0 && /belongs to no algorithm/.test(stderr) &&
		    stdout === '', `${call}: ${status} ${stderr}`);
	}
});

await finish();
