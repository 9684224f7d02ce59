import type { Attachment } from 'svelte/attachments';

/** Rem that a finger goes before letting go means something. */
const enough = 3.5;

/** A swipe of a finger along the reading direction; up and down stay the browser's. */
export function swipe(deed: () => void): Attachment<HTMLElement> {
  return (element) => {
    let from: { id: number; x: number } | undefined;
    let way = 0;
    let reach = 0;

    function down({ pointerId, pointerType, isPrimary, clientX }: PointerEvent): void {
      if (pointerType !== 'touch' || !isPrimary) return;
      from = { id: pointerId, x: clientX };
      reach = enough * (parseFloat(getComputedStyle(document.documentElement).fontSize) || 16);
    }
    function move({ pointerId, clientX }: PointerEvent): void {
      if (from?.id !== pointerId) return;
      const forward = getComputedStyle(element).direction === 'rtl' ? -1 : 1;
      way = Math.max(0, Math.min(reach * 1.25, (clientX - from.x) * forward));
      element.style.transform = way > 8 ? `translateX(${way * forward}px)` : '';
    }
    /** Also when the browser takes over to scroll: then it was no swipe. */
    function end({ type }: PointerEvent): void {
      const done = from !== undefined && type === 'pointerup' && way >= reach;
      from = undefined;
      way = 0;
      element.style.transform = '';
      if (done) deed();
    }
    const events = { pointerdown: down, pointermove: move, pointerup: end, pointercancel: end } as const;
    for (const [name, handler] of Object.entries(events)) element.addEventListener(name, handler as EventListener);
    return () => {
      for (const [name, handler] of Object.entries(events)) element.removeEventListener(name, handler as EventListener);
    };
  };
}
