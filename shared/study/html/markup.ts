/** Markup whose values are escaped unless they are markup themselves; runs anywhere. */

/** Text that is markup already. */
export interface Markup {
  readonly markup: string;
}

type Value = Markup | string | number | readonly Markup[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] as string);

/** A template whose values are escaped; fit for element content and for attributes in double quotes. */
export function markup(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return { markup: parts.reduce((text, part, i) => text + shown(values[i - 1] as Value) + part) };
}

export const nothing: Markup = { markup: '' };

function shown(value: Value): string {
  if (typeof value === 'object')
    return 'markup' in value ? value.markup : value.map((one) => one.markup).join('');
  return escaped(String(value));
}
