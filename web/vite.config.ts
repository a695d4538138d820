/*
 * vite.config.ts - three pages, one set of shared chunks, precompressed.
 *
 * The server sends files as they lie in the output folder: name.br and name.gz
 * beside name, hashed names below assets/ for ever, the .html never cached.
 */
import preact from '@preact/preset-vite';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { catalogues } from './scripts/catalogue.ts';

const WORTH_COMPRESSING = /\.(html|js|mjs|css|svg|json|webmanifest)$/;
const SMALLEST = 1024;

function filesBelow(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		return entry.isDirectory() ? filesBelow(path) : [path];
	});
}

function precompress(): Plugin {
	let folder = '';
	return {
		name: 'precompress',
		apply: 'build',
		configResolved(config) {
			folder = join(config.root, config.build.outDir);
		},
		closeBundle() {
			for (const path of filesBelow(folder)) {
				if (!WORTH_COMPRESSING.test(path) || statSync(path).size < SMALLEST)
					continue;
				const bytes = readFileSync(path);
				writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
				writeFileSync(`${path}.br`, brotliCompressSync(bytes, {
					params: { [constants.BROTLI_PARAM_QUALITY]: 11 },
				}));
			}
		},
	};
}

export default defineConfig({
	plugins: [catalogues(), preact(), precompress()],
	build: {
		target: 'es2022',
		outDir: '../build/web',
		emptyOutDir: true,
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
		chunkSizeWarningLimit: 1500,
		rolldownOptions: {
			input: ['citizen.html', 'staff.html', 'admin.html'],
			output: {
				chunkFileNames: (chunk) => chunk.facadeModuleId?.endsWith('?citizen') ?
					'assets/citizen-[name]-[hash].js' : 'assets/[name]-[hash].js',
			},
		},
	},
	server: {
		proxy: { '/api': { target: 'https://localhost:8443', secure: false } },
	},
	test: {
		environment: 'happy-dom',
		include: ['tests/**/*.test.{ts,tsx}'],
		setupFiles: ['tests/setup.ts'],
	},
});
