import type { ComponentChildren } from "preact";
import { EmptyState } from "./States";

interface ClosedLinkProps {
  title: string;
  children: ComponentChildren;
  action?: ComponentChildren;
}

/** A page's content in place of what its link led to: why the link leads nowhere any more. */
export function ClosedLink({ title, children, action }: ClosedLinkProps) {
  return (
    <>
      <h1 class="unseen" tabIndex={-1}>
        {title}
      </h1>
      <EmptyState icon="link" title={title} action={action}>
        {children}
      </EmptyState>
    </>
  );
}
