/*
 * types.ts - the profile of the form-js schema that we render.
 *
 * The server compiles and enforces the same profile; `translations` is our own
 * overlay: {"ca": {"Field_x.label": "…", "Field_x.values.yes": "…"}}.
 */
export type FieldType = 'textfield' | 'textarea' | 'number' | 'datetime' | 'select' | 'radio' |
	'checkbox' | 'checklist' | 'text' | 'group' | 'expression' | 'filepicker';

export interface Rules {
	required?: boolean;
	minLength?: number | string;
	maxLength?: number | string;
	min?: number | string;
	max?: number | string;
	pattern?: string;
	patternErrorMessage?: string;
	validationType?: 'email' | 'phone';
}

export interface FieldSchema {
	id: string;
	type: FieldType;
	key?: string;
	path?: string;
	label?: string;
	/** What form-js calls the label of a date or time. */
	dateLabel?: string;
	timeLabel?: string;
	description?: string;
	text?: string;
	disabled?: boolean;
	readonly?: boolean | string;
	defaultValue?: unknown;
	conditional?: { hide?: string };
	validate?: Rules;
	values?: { label: string; value: string }[];
	components?: FieldSchema[];
	subtype?: 'date' | 'time' | 'datetime';
	decimalDigits?: number;
	increment?: number | string;
	disallowPassedDates?: boolean;
	/** Ends of the names of files: ".pdf,.jpg". */
	accept?: string;
	multiple?: boolean;
	/** FEEL, or who decides: computed by the server. */
	expression?: string;
	properties?: Record<string, string>;
	appearance?: { prefixAdorner?: string; suffixAdorner?: string };
	layout?: { row?: string; columns?: number | null };
}

export interface FormSchema {
	id?: string;
	type?: 'default';
	components: FieldSchema[];
	translations?: Record<string, Record<string, string>>;
}

export type FormData = Record<string, unknown>;

/** Messages by field id. */
export type FormErrors = Record<string, string>;

/** A field with its full path in the data. */
export interface Placed {
	field: FieldSchema;
	path: string;
}
