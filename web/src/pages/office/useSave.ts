import { fieldError } from "../../design/States";
import { useAction } from "../../design/load";

/** Saves, then says so and closes. */
export function useSave<Thing>(
  save: () => Promise<Thing>,
  onDone: (thing: Thing) => void,
  onClose: () => void,
) {
  const saving = useAction();
  const run = () =>
    saving.run(async () => {
      onDone(await save());
      onClose();
    });
  return { saving, onSave: () => void run(), error: (field: string) => fieldError(saving.problem, field) };
}
