import { useEffect, useRef } from "preact/hooks";
import { refusal, unsent, waiting } from "../../../app/calls/drawing";
import { Icon, type IconName } from "../../../design/Icon";
import { wordsFor } from "../../../design/status/States";
import type { Peer } from "../../../protocol/call/peer";
import type { MarkKind } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";
import { isTyping, useKeys, type Keys } from "../console/keys";

const KINDS: [MarkKind, IconName][] = [
  ["arrow", "arrow"],
  ["ring", "ring"],
  ["line", "line"],
  ["number", "number"],
  ["text", "text"],
];

interface DrawBarProps {
  tool: MarkKind;
  onTool: (tool: MarkKind) => void;
  /** Takes the expert's last mark back; null while there is none. */
  onUndo: (() => void) | null;
  onDone: () => void;
  picture: string;
  main: Peer | null;
}

/** The drawing tools, the state of the picture, and the way back to the live one. */
export function DrawBar({ tool, onTool, onUndo, onDone, picture, main }: DrawBarProps) {
  const words = t().expert.draw;
  const keys: Keys = { z: () => onUndo?.() };
  KINDS.forEach(([kind], index) => (keys[String(index + 1)] = () => onTool(kind)));
  useKeys(keys);
  useUndoChord(onUndo);
  return (
    <div class="held-bar" role="toolbar" aria-label={words.tools}>
      {KINDS.map(([kind, icon], index) => (
        <DrawButton
          key={kind}
          icon={icon}
          label={words.kinds[kind]}
          keyLabel={String(index + 1)}
          on={tool === kind}
          short
          onPress={() => onTool(kind)}
        />
      ))}
      <DrawButton icon="undo" label={words.undo} keyLabel="Z" short onPress={onUndo} />
      <HeldStatus picture={picture} main={main} />
      <DrawButton icon="video" label={words.done} keyLabel="D" onPress={onDone} />
    </div>
  );
}

interface DrawButtonProps {
  icon: IconName;
  label: string;
  /** The key as it is shown. */
  keyLabel: string;
  on?: boolean;
  /** The icon alone is enough where room is short. */
  short?: boolean;
  /** Null while the tool cannot be used. */
  onPress: (() => void) | null;
}

function DrawButton({ icon, label, keyLabel, on, short = false, onPress }: DrawButtonProps) {
  return (
    <button
      type="button"
      class={`held-tool ${short ? "held-tool-short" : "held-done"}`}
      title={t().expert.tools.withKey(label, keyLabel)}
      aria-keyshortcuts={keyLabel}
      {...(on !== undefined && { "aria-pressed": on })}
      {...(onPress ? { onClick: onPress } : { "aria-disabled": true })}
      onMouseDown={(event) => event.preventDefault()}
    >
      <Icon name={icon} />
      <span>{label}</span>
      <kbd aria-hidden="true">{keyLabel}</kbd>
    </button>
  );
}

/** The picture counts as seen once the peer's phone reports it, and not before. */
function HeldStatus({ picture, main }: { picture: string; main: Peer | null }) {
  const words = t().expert.draw;
  const count = waiting();
  const refused = refusal(picture);
  return (
    <p class="held-told" role="status">
      {refused ? words.refused(wordsFor(refused)) : seenWords(picture, main)}
      {count > 0 && <span class="quiet num"> · {words.unsent(count)}</span>}
    </p>
  );
}

function seenWords(picture: string, main: Peer | null): string {
  const words = t().expert.draw;
  if (!main || main.state === "absent") return unsent() === 0 ? words.kept : words.nobody;
  const looks =
    main.state === "live" && main.device?.shows === picture && main.device.reason !== "hidden";
  return looks ? words.sees(main.name) : words.coming(main.name);
}

/** Ctrl+Z undoes, as everywhere, beside the single key Z. */
function useUndoChord(onUndo: (() => void) | null): void {
  const latest = useRef(onUndo);
  latest.current = onUndo;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const chord =
        (event.ctrlKey || event.metaKey) && !event.repeat && event.key.toLowerCase() === "z";
      if (!chord || isTyping(event.target)) return;
      event.preventDefault();
      latest.current?.();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}
