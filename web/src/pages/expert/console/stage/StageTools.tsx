import { Fragment } from "preact";
import { useRef } from "preact/hooks";
import { Icon, type IconName } from "../../../../design/Icon";
import { t } from "../../../../text/desk";
import { useKeys, useSpace, type Keys } from "../keys";
import "./tools.css";

export interface StageTool {
  icon: IconName;
  label: string;
  /** The tooltip, where the label is too short. */
  what?: string;
  /** The key as it is pressed: one lower-case letter, or "/". */
  key: string;
  run: () => void;
  /** The state of a tool that is on or off. */
  on?: boolean;
  /** The reason why the tool can't be used now. */
  reason?: string | undefined;
  /**
   * `warn`: push-to-talk stands beside it, and it is amber when on. `rec`: red, for it is recorded.
   */
  look?: "warn" | "end" | "rec";
}

interface StageToolsProps {
  tools: StageTool[];
  talk: { on: boolean; reason?: string | undefined; hold: (down: boolean) => void };
}

/**
 * Every tool with its key. The mouse leaves the focus where it is, so that Space stays push-to-
 * talk.
 */
export function StageTools({ tools, talk }: StageToolsProps) {
  const keys: Keys = {};
  for (const tool of tools) keys[tool.key] = () => !tool.reason && tool.run();
  useKeys(keys);
  useSpace(talk.hold);
  return (
    <div class="tools" role="group" aria-label={t().expert.tools.label}>
      {tools.map((tool) => (
        <Fragment key={tool.key}>
          <ToolButton tool={tool} />
          {tool.look === "warn" && <TalkButton {...talk} />}
        </Fragment>
      ))}
    </div>
  );
}

const keepFocus = (event: MouseEvent) => event.preventDefault();

function ToolButton({ tool }: { tool: StageTool }) {
  const words = t().expert.tools;
  const keyLabel = tool.key.toUpperCase();
  const title = words.withKey(tool.what ?? tool.label, keyLabel);
  return (
    <button
      type="button"
      class={`tool${tool.look ? ` tool-${tool.look}` : ""}`}
      title={tool.reason ? `${title}. ${tool.reason}` : title}
      aria-keyshortcuts={keyLabel}
      {...(tool.on !== undefined && { "aria-pressed": tool.on })}
      {...(tool.reason ? { "aria-disabled": true } : { onClick: tool.run })}
      onMouseDown={keepFocus}
    >
      <Icon name={tool.icon} />
      <kbd aria-hidden="true">{keyLabel}</kbd>
      <span class="tool-words">{tool.label}</span>
    </button>
  );
}

/** The button is held with the mouse, a finger, Space on the page, or Space and Enter on itself. */
function TalkButton({ on, reason, hold }: StageToolsProps["talk"]) {
  const words = t().expert.tools;
  const down = useRef(false);
  const set = (next: boolean) => {
    if (down.current === next) return;
    down.current = next;
    hold(next);
  };
  const byKey = (next: boolean) => (event: KeyboardEvent) => {
    if (event.key !== " " && event.key !== "Enter") return;
    event.preventDefault();
    set(next);
  };
  const off = () => set(false);
  return (
    <button
      type="button"
      class="tool tool-talk"
      title={reason ? `${words.talkHold}. ${reason}` : words.talkHold}
      aria-keyshortcuts="Space"
      aria-pressed={on}
      {...(reason && { "aria-disabled": true })}
      onMouseDown={keepFocus}
      onPointerDown={() => set(true)}
      onPointerUp={off}
      onPointerLeave={off}
      onPointerCancel={off}
      onKeyDown={byKey(true)}
      onKeyUp={byKey(false)}
      onBlur={off}
    >
      <Icon name="talk" />
      <kbd aria-hidden="true">{words.space}</kbd>
      <span class="tool-words">{words.talk}</span>
    </button>
  );
}
