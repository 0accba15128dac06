import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Point } from "../../../protocol/job/geometry";

interface View {
  scale: number;
  x: number;
  y: number;
}

const WHOLE: View = { scale: 1, x: 0, y: 0 };
const NEAR = 2.5;
const LARGEST = 6;

/** The frame takes pinch, double tap and drag; a picture shown whole leaves swiping alone. */
export function Zoom({ active, children }: { active: boolean; children: ComponentChildren }) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!frame.current || !active) return;
    return attach(frame.current);
  }, [active]);
  return (
    <div ref={frame} class="zoom">
      {children}
    </div>
  );
}

function attach(frame: HTMLDivElement): () => void {
  let view = WHOLE;
  const fingers = new Map<number, Point>();
  const draw = (next: View) => {
    view = next.scale <= 1.02 ? WHOLE : next;
    frame.style.setProperty("--zoom", `translate(${view.x}px, ${view.y}px) scale(${view.scale})`);
    frame.classList.toggle("zoom-near", view !== WHOLE);
  };
  const press = (event: PointerEvent) => {
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.size > 1 || view !== WHOLE) frame.setPointerCapture(event.pointerId);
  };
  const drag = (event: PointerEvent) => {
    if (!fingers.has(event.pointerId)) return;
    const before = [...fingers.values()];
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.size > 1 || view !== WHOLE)
      draw(moved(view, before, [...fingers.values()], centre(frame)));
  };
  const lift = (event: PointerEvent) => fingers.delete(event.pointerId);
  const toggle = (event: MouseEvent) => {
    const middle = centre(frame);
    const [x, y] = [event.clientX - middle.x, event.clientY - middle.y];
    draw(view === WHOLE ? { scale: NEAR, x: x * (1 - NEAR), y: y * (1 - NEAR) } : WHOLE);
  };
  const handlers = {
    pointerdown: press,
    pointermove: drag,
    pointerup: lift,
    pointercancel: lift,
    dblclick: toggle,
  };
  const detach = listen(frame, handlers as unknown as Record<string, EventListener>);
  return () => {
    detach();
    draw(WHOLE);
  };
}

function listen(frame: HTMLElement, handlers: Record<string, EventListener>): () => void {
  const entries = Object.entries(handlers);
  for (const [name, handler] of entries) frame.addEventListener(name, handler);
  return () => {
    for (const [name, handler] of entries) frame.removeEventListener(name, handler);
  };
}

function centre(frame: HTMLElement): Point {
  const box = frame.getBoundingClientRect();
  return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
}

/** The point between the fingers stays under them, and the picture grows with their distance. */
export function moved(view: View, before: Point[], after: Point[], middle: Point): View {
  const from = between(before);
  const to = between(after);
  const grown = before.length > 1 ? apart(after) / Math.max(1, apart(before)) : 1;
  const scale = Math.min(LARGEST, Math.max(1, view.scale * grown));
  const factor = scale / view.scale;
  return {
    scale,
    x: to.x - middle.x - (from.x - middle.x - view.x) * factor,
    y: to.y - middle.y - (from.y - middle.y - view.y) * factor,
  };
}

function between(points: Point[]): Point {
  const sum = points.reduce((a, b) => ({ x: a.x + b.x, y: a.y + b.y }), { x: 0, y: 0 });
  return { x: sum.x / points.length, y: sum.y / points.length };
}

function apart([a, b]: Point[]): number {
  return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 1;
}
