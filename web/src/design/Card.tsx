import type { ComponentChildren } from "preact";
import "./card.css";

export function Card({ label, children }: { label?: string; children: ComponentChildren }) {
  return (
    <section class="card card-inside" {...(label && { "aria-label": label })}>
      {children}
    </section>
  );
}
