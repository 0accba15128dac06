import { useId } from "preact/hooks";
import "./segmented.css";

interface Segment<Key extends string> {
  key: Key;
  words: string;
  count?: number;
}

/**
 * A choice of one visible option: radio buttons, so that arrow keys and screen readers just work.
 */
export function Segmented<Key extends string>(props: {
  label: string;
  parts: readonly Segment<Key>[];
  value: Key;
  onValue: (key: Key) => void;
}) {
  const name = useId();
  return (
    <fieldset class="segmented">
      <legend class="unseen">{props.label}</legend>
      {props.parts.map(({ key, words, count }) => (
        <label key={key} class="segment">
          <input
            type="radio"
            class="unseen"
            name={name}
            checked={props.value === key}
            onChange={() => props.onValue(key)}
          />
          <span>{words}</span>
          {count !== undefined && count > 0 && <span class="segment-count num">{count}</span>}
        </label>
      ))}
    </fieldset>
  );
}
