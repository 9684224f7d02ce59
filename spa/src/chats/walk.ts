import type { Attachment } from 'svelte/attachments';

const steps: Record<string, number> = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };

/** Arrow keys, Home and End go from one element that fits to the next. */
export function walk(selector: string): Attachment<HTMLElement> {
  return (element) => {
    function pressed(event: KeyboardEvent): void {
      const step = steps[event.key];
      const modified = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
      if (step === undefined || modified) return;
      const all = [...element.querySelectorAll<HTMLElement>(selector)];
      const at = all.findIndex((one) => one === document.activeElement);
      if (at < 0) return;
      event.preventDefault();
      all[Math.max(0, Math.min(all.length - 1, at + step))]?.focus();
    }
    element.addEventListener('keydown', pressed);
    return () => element.removeEventListener('keydown', pressed);
  };
}
