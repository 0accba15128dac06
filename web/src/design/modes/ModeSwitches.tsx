import { isOn, MODES, switchMode, type Mode } from "./modes";
import { t } from "../../text";
import { Icon, type IconName } from "../Icon";

const ICONS: Record<Mode, IconName> = { glove: "glove", glare: "sun" };

/** One tap switches each mode on and off; a class gives the switches the look of their neighbours. */
export function ModeSwitches({ look = "mode" }: { look?: string }) {
  const words = t().common.modes;
  return (
    <>
      {MODES.map((mode) => (
        <button
          key={mode}
          type="button"
          class={look}
          title={words[mode].what}
          aria-label={words[mode].name}
          aria-pressed={isOn(mode)}
          onClick={() => switchMode(mode)}
        >
          <Icon name={ICONS[mode]} />
        </button>
      ))}
    </>
  );
}
