import { useEffect, useState } from "preact/hooks";
import { usePage } from "../../app/page";
import { navigate } from "../../app/router";
import { api, findMe, me, startProblem } from "../../app/state";
import { Button } from "../../design/Button";
import { TextField } from "../../design/forms/Field";
import { ClosedLink } from "../../design/status/ClosedLink";
import { ErrorState, Loading, Trouble, Waiting, wordsFor } from "../../design/status/States";
import { useAction, useLoad } from "../../design/status/load";
import { keep, readKept } from "../../device/kept";
import type { ApiError } from "../../protocol/net/client";
import { newId } from "../../protocol/net/ids";
import type { JoinPeek } from "../../protocol/net/wire";
import { t } from "../../text/account";
import { moment, ownZone } from "../../text/time";
import { joinKey } from "../../app/own";
import { InAppNotice } from "../../app/InAppNotice";
import { SignInFrame } from "./SignInFrame";

/** A guest technician's way in: the link, a name, one button. Looking never uses the link up. */
export function JoinPage({ token }: { token: string }) {
  const peek = useLoad(() => api.peekJoin(token), [token]);
  const words = t().signIn;
  usePage(words.joinTitle);
  // A phone that pressed before took it itself: the answer may have got lost on the way.
  const open = !peek.value?.taken || readKept(joinKey(token)) !== "";
  const gone = peek.problem && [404, 410].includes(peek.problem.status) ? peek.problem : null;
  return (
    <SignInFrame>
      <InAppNotice />
      {peek.value && open && <JoinForm peek={peek.value} token={token} onGone={peek.reload} />}
      {peek.value && !open && <Taken peek={peek.value} />}
      {gone && <Gone problem={gone} />}
      {peek.problem && !gone && <ErrorState problem={peek.problem} onRetry={peek.reload} />}
      {!peek.value && !peek.problem && <Loading lines={2} />}
    </SignInFrame>
  );
}

/** A guest who took the link herself, on this phone, is led back to her job. */
function Taken({ peek }: { peek: JoinPeek }) {
  const words = t().signIn;
  const hers = useLoad(() => ownJob(peek.job_number), [peek]);
  useEffect(() => {
    if (hers.value?.job) navigate(`/jobs/${hers.value.job}`, { replace: true });
  }, [hers.value]);
  if (!hers.value || hers.value.job) return <Waiting on={hers} lines={2} />;
  return <ClosedLink title={words.joinTaken}>{words.joinTakenWhat}</ClosedLink>;
}

/** The id of the job that this device's guest is in; none for anybody else. */
async function ownJob(number: string): Promise<{ job: string | undefined }> {
  await findMe();
  if (startProblem.value) throw startProblem.value;
  if (me.value?.person.role !== "guest") return { job: undefined };
  const { items } = await api.jobs({ limit: 1 });
  return { job: items.find((job) => job.number === number)?.id };
}

function Gone({ problem }: { problem: ApiError }) {
  const words = t().signIn;
  return problem.status === 410 ? (
    <ClosedLink title={words.joinGone}>{wordsFor(problem)}</ClosedLink>
  ) : (
    <ClosedLink title={words.joinUnknown}>{words.joinUnknownWhat}</ClosedLink>
  );
}

/** The invitation says who asks, what for, and what pressing the button means. */
function Invitation({ peek }: { peek: JoinPeek }) {
  const words = t().signIn;
  return (
    <>
      <p class="quiet">{words.joinFor(peek.organization)}</p>
      <h1 tabIndex={-1}>{peek.job_title}</h1>
      <p class="num">{peek.job_number}</p>
      <p>{words.joinWhat}</p>
    </>
  );
}

/** Take the invitation; a retry proves with its key that this phone was the one that pressed. */
async function takeInvitation(token: string, name: string, onGone: () => void): Promise<void> {
  const key = readKept(joinKey(token)) || newId() + newId();
  keep(joinKey(token), key);
  await api.takeJoin(token, name, key).catch((error: ApiError) => {
    // Somebody was faster, or it has ended meanwhile: the page then says which.
    if (error.status === 410) {
      keep(joinKey(token), "");
      onGone();
    }
    throw error;
  });
  keep(joinKey(token), "");
  me.value = undefined;
  await findMe();
}

interface JoinFormProps {
  peek: JoinPeek;
  token: string;
  onGone: () => void;
}

function JoinForm({ peek, token, onGone }: JoinFormProps) {
  const words = t().signIn;
  const [name, setName] = useState(peek.name);
  const [missing, setMissing] = useState(false);
  const action = useAction();
  const join = async (event: Event) => {
    event.preventDefault();
    if (!name.trim()) return setMissing(true);
    const worked = await action.run(() => takeInvitation(token, name.trim(), onGone));
    if (worked && me.value !== null) navigate("/", { replace: true });
  };
  return (
    <form class="sign-in-welcome" onSubmit={join}>
      <Invitation peek={peek} />
      <TextField
        label={words.joinName}
        hint={words.joinNameHint}
        error={missing && !name.trim() ? t().common.required : undefined}
        autoComplete="name"
        maxLength={100}
        value={name}
        onValue={setName}
      />
      <Trouble problem={action.problem} />
      <Button type="submit" kind="primary" size="big" busy={action.busy}>
        {words.join}
      </Button>
      <p class="quiet">
        {words.joinOnce} {words.joinUntil(moment(peek.expires_at, ownZone))}
      </p>
    </form>
  );
}
