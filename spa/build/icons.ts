import type { Plugin } from 'vite';

// An icon of the set is drawn by a component that puts any list of shapes together at run time. The shapes are
// known when the app is built, so each icon becomes markup: less to load, and nothing to compute for each row.

type Shape = [tag: string, attributes: Record<string, string | number>];

const icon = /\/@lucide\/svelte\/dist\/icons\/[^/]+\.svelte$/;

export function icons(): Plugin {
  return {
    name: 'kez-icons',
    enforce: 'pre',
    transform: (code, id) => (icon.test(id) ? drawn(code, id) : undefined),
  };
}

/** The component with its shapes written out. What is not as expected must not be left out silently. */
export function drawn(code: string, id: string): string {
  const data = /const iconData = (\{.*\});/.exec(code)?.[1];
  if (data === undefined) throw new Error(`${id} is not written like an icon of the pinned version`);
  const { node, size } = JSON.parse(data) as { node: Shape[]; size: number };
  const shapes = node.map(([tag, attributes]) => {
    const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${value}"`);
    return `<${tag}${written.join('')} />`;
  });
  return (
    `<script>let { size = 24, strokeWidth = 2, class: name } = $props();</script>` +
    `<svg width={size} height={size} viewBox="0 0 ${size} ${size}" fill="none" stroke="currentColor" stroke-width={strokeWidth} ` +
    `stroke-linecap="round" stroke-linejoin="round" class={name} aria-hidden="true">${shapes.join('')}</svg>`
  );
}
