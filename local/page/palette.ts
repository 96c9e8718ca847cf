/** Colours by what they are for. Text colours reach 4.5 to 1 on paper and on tint, which a test holds. */
export const LIGHT = {
  paper: '#fdfcf9',
  tint: '#f4f1ea',
  ink: '#1d2630',
  muted: '#56616c',
  rule: '#dcd6ca',
  figure: '#1f4e79',
  target: '#7c5a14',
  bar: '#6f8fae',
  met: '#17614c',
  on_track: '#1f4e79',
  off_track: '#9a3a14',
  no_target: '#56616c',
  no_data: '#56616c',
  notice: '#fbf0d9',
} as const;

export type ColorName = keyof typeof LIGHT;

export const DARK: Readonly<Record<ColorName, string>> = {
  paper: '#14181d',
  tint: '#1c2229',
  ink: '#eae7e0',
  muted: '#a9b2bb',
  rule: '#343c45',
  figure: '#93bdea',
  target: '#d9b25f',
  bar: '#4d6c8b',
  met: '#72c9a9',
  on_track: '#93bdea',
  off_track: '#f1a57f',
  no_target: '#a9b2bb',
  no_data: '#a9b2bb',
  notice: '#33290f',
};

/** A colour as the page's styles and pictures name it, so that one picture serves both schemes. */
export function color(name: ColorName): string {
  return `var(--${name.replaceAll('_', '-')})`;
}

export function declarations(palette: Readonly<Record<ColorName, string>>): string {
  return Object.entries(palette)
    .map(([name, value]) => `--${name.replaceAll('_', '-')}: ${value};`)
    .join(' ');
}
