import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { onlineOrAfter } from "../../device/network";
import type { ApiError } from "../../protocol/net/client";
import { t } from "../../text";
import { Button } from "../Button";
import { Icon, type IconName } from "../Icon";
import "./states.css";

const SHAPE = 300;
const REASON = 2000;
const WAY_OUT = 10_000;
/** Milliseconds until a page without an answer asks again by itself. */
const AGAIN = 4000;

/** Shows nothing at first, a shape after 0.3 s, a reason after 2 s, a way out after 10 s. */
export function Loading({ lines = 3 }: { lines?: number }) {
  const [waited, setWaited] = useState(0);
  useEffect(() => {
    const timers = [SHAPE, REASON, WAY_OUT].map((after) =>
      setTimeout(() => setWaited(after), after),
    );
    return () => timers.forEach(clearTimeout);
  }, []);
  return (
    <div class="loading" aria-busy="true">
      <p class={waited < REASON ? "unseen" : "quiet"} role="status">
        {waited < REASON ? t().common.loading : t().common.slow}
      </p>
      {waited >= SHAPE &&
        Array.from({ length: lines }, (_, line) => <div key={line} class="loading-line" />)}
      {waited >= WAY_OUT && (
        <Button onClick={() => location.reload()}>{t().common.tryAgain}</Button>
      )}
    </div>
  );
}

export function EmptyState(props: {
  icon: IconName;
  title: string;
  children?: ComponentChildren;
  action?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <span class="empty-icon">
        <Icon name={props.icon} />
      </span>
      <p class="empty-title">{props.title}</p>
      {props.children && <p class="quiet">{props.children}</p>}
      {props.action}
    </div>
  );
}

/** The words for a problem: a sentence, and what to do about it. */
export function wordsFor(problem: ApiError): string {
  const words = t().common;
  if (problem.offline) return words.noNetwork;
  if (problem.code === "too_many" && problem.retryAfter) return words.tooMany(problem.retryAfter);
  return problem.detail ? t().refusals.detail(problem.detail, problem.code) : words.brokenAnswer;
}

/**
 * Says why something isn't here. Where no answer came at all, it is fetched again without a press.
 */
export function ErrorState({ problem, onRetry }: { problem: ApiError; onRetry?: () => void }) {
  const again = problem.offline && onRetry;
  useEffect(() => (again ? onlineOrAfter(AGAIN, again) : undefined), [problem]);
  return (
    <div class="empty" role="alert">
      <span class="empty-icon">
        <Icon name="warning" />
      </span>
      <p class="empty-title">{again ? t().common.keepsTrying : wordsFor(problem)}</p>
      {onRetry && <Button onClick={onRetry}>{t().common.tryAgain}</Button>}
    </div>
  );
}

interface AwaitedValue {
  value: unknown;
  problem: ApiError | null;
  reload: () => void;
}

/** Stands in for something that is not here yet, and says why when it can't come. */
export function Waiting({ on, lines }: { on: AwaitedValue; lines?: number }) {
  if (on.value) return null;
  if (on.problem) return <ErrorState problem={on.problem} onRetry={on.reload} />;
  return <Loading {...(lines && { lines })} />;
}

/**
 * A line above a form's buttons, for a problem that belongs to no single field. One that stands
 * below its field already is read out here, and not shown again.
 */
export function Trouble({ problem }: { problem: ApiError | null }) {
  const place = useRef<HTMLDivElement>(null);
  const [shown, show] = useState(false);
  useLayoutEffect(
    () => show(problem !== null && standsBelowField(place.current, wordsFor(problem))),
    [problem],
  );
  return (
    <div ref={place} role="alert" class={shown ? "trouble-place unseen" : "trouble-place"}>
      {problem && (
        <p class="trouble">
          <Icon name="warning" />
          <span>{wordsFor(problem)}</span>
        </p>
      )}
    </div>
  );
}

function standsBelowField(place: HTMLElement | null, words: string): boolean {
  const form = place?.closest("form, dialog");
  const messages = form?.querySelectorAll(".field-error") ?? [];
  return [...messages].some((message) => message.textContent?.trim() === words);
}

/** The first message the server gave for one field of a form. */
export function fieldError(problem: ApiError | null, field: string): string | undefined {
  const message = problem?.fields[field]?.[0];
  return message && t().refusals.message(message);
}
