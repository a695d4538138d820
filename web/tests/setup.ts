/* setup.ts - tests speak Spanish unless they say otherwise. */
import { beforeEach } from 'vitest';
import { setLocale } from '../src/app/i18n';

beforeEach(() => setLocale('es'));
