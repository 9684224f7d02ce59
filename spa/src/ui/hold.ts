import type { Attachment } from 'svelte/attachments';

/** Milliseconds for which a finger lies still before that means something. */
const enough = 450;
/** Pixels that a still finger may move. */
const still = 10;

/** A finger that stays: what a secondary click is for a mouse. The click of letting go is not one. */
export function hold(deed: (target: Element, x: number, y: number) => void): Attachment<HTMLElement> {
  return (element) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let from: { x: number; y: number } | undefined;
    let held = false;

    function down({ pointerType, isPrimary, target, clientX: x, clientY: y }: PointerEvent): void {
      held = false;
      stop();
      if (pointerType !== 'touch' || !isPrimary || !(target instanceof Element)) return;
      from = { x, y };
      timer = setTimeout(() => {
        held = true;
        deed(target, x, y);
      }, enough);
    }
    function move({ clientX, clientY }: PointerEvent): void {
      if (from && Math.hypot(clientX - from.x, clientY - from.y) > still) stop();
    }
    function stop(): void {
      clearTimeout(timer);
      from = undefined;
    }
    function clicked(event: MouseEvent): void {
      if (!held) return;
      held = false;
      event.preventDefault();
      event.stopPropagation();
    }
    const events = { pointerdown: down, pointermove: move, pointerup: stop, pointercancel: stop } as const;
    for (const [name, handler] of Object.entries(events)) element.addEventListener(name, handler as EventListener);
    element.addEventListener('click', clicked, true);
    return () => {
      stop();
      for (const [name, handler] of Object.entries(events)) element.removeEventListener(name, handler as EventListener);
      element.removeEventListener('click', clicked, true);
    };
  };
}
