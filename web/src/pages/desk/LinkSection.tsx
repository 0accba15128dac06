import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../design/Button";

interface LinkSectionProps {
  title: string;
  create: string;
  /** The form that makes another link. */
  form: (onClose: () => void) => ComponentChildren;
  children: ComponentChildren;
}

/** The links of one kind to a job, and the way to make another. */
export function LinkSection({ title, create, form, children }: LinkSectionProps) {
  const [creating, set] = useState(false);
  return (
    <section class="panel-part" aria-label={title}>
      <div class="page-head">
        <h2>{title}</h2>
        <Button icon="link" onClick={() => set(true)}>
          {create}
        </Button>
      </div>
      {children}
      {creating && form(() => set(false))}
    </section>
  );
}
