import { useState } from "preact/hooks";
import { usePage } from "../../app/page";
import { navigate } from "../../app/router";
import { api, findMe, me } from "../../app/state";
import { Button, LinkButton } from "../../design/Button";
import { ClosedLink } from "../../design/status/ClosedLink";
import { ErrorState, Loading, Trouble, wordsFor } from "../../design/status/States";
import { useAction, useLoad } from "../../design/status/load";
import type { LinkPeek, SignedIn } from "../../protocol/net/wire";
import { t } from "../../text/account";
import { InAppNotice } from "../../app/InAppNotice";
import { hasSecondStep, SecondStep } from "./SecondStep";
import { SignInFrame } from "./SignInFrame";

/** Looking never uses the link up, only the button does: chat apps open links to preview them. */
export function LinkPage({ token }: { token: string }) {
  const peek = useLoad(() => api.peek(token), [token]);
  const words = t().signIn;
  const [begun, begin] = useState<SignedIn | null>(null);
  usePage(words.title);
  if (begun)
    return (
      <SignInFrame>
        <SecondStep signedIn={begun} onDone={() => enter(peek.value)} />
      </SignInFrame>
    );
  const gone = peek.problem && [404, 410].includes(peek.problem.status);
  return (
    <SignInFrame>
      <InAppNotice />
      {peek.value && <Welcome peek={peek.value} token={token} onBegun={begin} />}
      {gone && peek.problem && (
        <ClosedLink
          title={words.linkUsed}
          action={<LinkButton href="/sign-in">{words.toPassword}</LinkButton>}
        >
          {peek.problem.status === 410 ? wordsFor(peek.problem) : words.linkUsedHow}
        </ClosedLink>
      )}
      {peek.problem && !gone && <ErrorState problem={peek.problem} onRetry={peek.reload} />}
      {!peek.value && !peek.problem && <Loading lines={2} />}
    </SignInFrame>
  );
}

/** Opens the pages of whoever is signed in now; a reset leads to where a password is set. */
async function enter(peek: LinkPeek | null): Promise<void> {
  me.value = undefined;
  await findMe();
  if (me.value !== null) navigate(peek?.purpose === "reset" ? "/account" : "/", { replace: true });
}

interface WelcomeProps {
  peek: LinkPeek;
  token: string;
  onBegun: (signedIn: SignedIn) => void;
}

function Welcome({ peek, token, onBegun }: WelcomeProps) {
  const words = t().signIn;
  const action = useAction();
  const signIn = () =>
    action.run(async () => {
      const signedIn = await api.signIn({ link: token });
      if (hasSecondStep(signedIn)) return onBegun(signedIn);
      await enter(peek);
    });
  const purpose = { invite: words.linkInvite, reset: words.linkReset, sign_in: "" }[peek.purpose];
  return (
    <section class="sign-in-welcome">
      <p class="quiet">{words.linkFor(peek.organization)}</p>
      <h1 tabIndex={-1}>
        {words.welcome}, {peek.name}
      </h1>
      {purpose && <p>{purpose}</p>}
      <Trouble problem={action.problem} />
      <Button kind="primary" size="big" busy={action.busy} onClick={() => void signIn()}>
        {words.signInAs(peek.name)}
      </Button>
      <p class="quiet">{words.linkOnce}</p>
      <p class="quiet">{words.notYou}</p>
    </section>
  );
}
