import { fieldError } from "../../design/status/States";
import { useAction } from "../../design/status/load";

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
  return {
    saving,
    onSave: () => void run(),
    error: (field: string) => fieldError(saving.problem, field),
  };
}
