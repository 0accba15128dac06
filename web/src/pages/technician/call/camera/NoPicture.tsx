import { Button } from "../../../../design/Button";
import { Icon } from "../../../../design/Icon";
import { mendIn } from "../../../../device/browser";
import { t } from "../../../../text/call";
import { InAppNotice } from "../../../../app/InAppNotice";
import {
  asking,
  camera,
  cameraProblem,
  hidden,
  microphoneProblem,
  paused,
  retryPhone,
} from "./phone";
import { photoRule } from "./photo-rule";
import { filmedWords } from "../words";

/**
 * The place of the picture says what the phone is about to ask, or why there is none and what
 * helps.
 */
export function NoPicture() {
  const rule = photoRule.value;
  if (asking.value && rule !== "none") return <WillAsk />;
  if (cameraProblem.value || microphoneProblem.value) return <Refused />;
  if (rule !== "allowed") return <PictureNotice words={t().call.policy[rule]} />;
  if (camera.value && paused.value) return <PictureNotice words={t().call.paused} />;
  return hidden.value ? <PictureNotice words={t().call.noPicture} /> : null;
}

function WillAsk() {
  const words = t().call;
  return (
    <div class="call-words" role="status">
      <p class="call-words-first">{words.willAsk}</p>
      <p>{filmedWords(photoRule.value, words.willAskWhy)}</p>
    </div>
  );
}

function Refused() {
  const words = t().call;
  const problems = [cameraProblem.value, microphoneProblem.value].filter(
    (problem) => problem !== null,
  );
  const denied = problems.some((problem) => problem.reason === "denied");
  return (
    <div class="call-words" role="alert">
      {problems.map((problem) => (
        <p key={problem.device} class="call-words-first">
          <Icon name={problem.device === "camera" ? "videoOff" : "micOff"} />
          {t().technician.deviceRefused[problem.device][problem.reason]}
        </p>
      ))}
      {denied && <p>{words.mend[mendIn(navigator.userAgent)]}</p>}
      <InAppNotice />
      <Button size="big" onClick={() => void retryPhone()}>
        {words.tryAgain}
      </Button>
    </div>
  );
}

function PictureNotice({ words }: { words: string }) {
  return (
    <div class="call-words" role="status">
      <p class="call-words-first">{words}</p>
    </div>
  );
}
