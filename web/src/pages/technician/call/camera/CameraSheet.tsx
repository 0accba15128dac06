import { useState } from "preact/hooks";
import { Button } from "../../../../design/Button";
import { SelectField } from "../../../../design/forms/Field";
import { useLoad } from "../../../../design/status/load";
import { Sheet } from "../../../../design/overlays/Sheet";
import { t } from "../../../../text/call";
import {
  camera,
  chooseLens,
  hidden,
  lenses,
  showPicture,
  switchTorch,
  torch,
  torchable,
  turnCamera,
} from "./phone";
import { forbidden } from "./photo-rule";
import { lensName } from "./publishing";
import { listOutputs, speaker } from "./PeerVoices";

/** The sheet offers each choice of camera and sound that this phone leaves to the page. */
export function CameraSheet({ onClose }: { onClose: () => void }) {
  const words = t().call;
  const open = camera.value;
  return (
    <Sheet title={words.cameraSettings} onClose={onClose}>
      {open && <Smaller long={open.long} short={open.short} />}
      {open && (
        <Button size="big" icon="flip" onClick={() => void turnCamera()}>
          {open.facing === "user" ? words.rear : words.front}
        </Button>
      )}
      {open && lenses.value.length > 1 && (
        <SelectField
          label={words.lens}
          value={open.lens ?? ""}
          onValue={(id) => void chooseLens(id)}
          options={lenses.value.map((lens, turn) => [lens.id, lensName(lens.label, turn)] as const)}
        />
      )}
      {torchable() && <Torch />}
      <Speaker />
      {!forbidden.value && (
        <Button
          size="big"
          icon={open ? "videoOff" : "video"}
          onClick={() => void showPicture(hidden.value)}
        >
          {hidden.value ? words.showPicture : words.hidePicture}
        </Button>
      )}
    </Sheet>
  );
}

const WANTED = 720;

function Smaller({ long, short }: { long: number; short: number }) {
  if (!short || short >= WANTED) return null;
  return <p class="quiet num">{t().call.smaller(`${long} × ${short}`)}</p>;
}

function Torch() {
  const words = t().call;
  const [failed, fail] = useState(false);
  const press = async () => fail(!(await switchTorch(!torch.value)));
  return (
    <>
      <Button size="big" icon="torch" aria-pressed={torch.value} onClick={() => void press()}>
        {torch.value ? words.torchOff : words.torchOn}
      </Button>
      {failed && <p role="alert">{words.torchFailed}</p>}
    </>
  );
}

function Speaker() {
  const words = t().call;
  const outputs = useLoad(listOutputs, []).value ?? [];
  if (outputs.length < 2) return null;
  return (
    <SelectField
      label={words.speaker}
      value={speaker.value}
      onValue={(id) => (speaker.value = id)}
      options={[
        ["", words.speakerDefault],
        ...outputs
          .filter((output) => output.id !== "default")
          .map((output) => [output.id, output.label] as const),
      ]}
    />
  );
}
