import { useState } from "preact/hooks";
import { usePage } from "../../app/page";
import { navigate, route } from "../../app/router";
import { api, findMe, me } from "../../app/state";
import { Button, LinkButton } from "../../design/Button";
import { TextField } from "../../design/forms/Field";
import { Trouble } from "../../design/status/States";
import { useAction } from "../../design/status/load";
import type { SignedIn } from "../../protocol/net/wire";
import { t } from "../../text/account";
import { InAppNotice } from "../../app/InAppNotice";
import { hasSecondStep, SecondStep } from "./SecondStep";
import { SignInFrame } from "./SignInFrame";

/** A path of ours alone: an address from elsewhere must not lead the signed-in away. */
export function safeReturn(to: string | null): string {
  return to && /^\/(?![/\\])/.test(to) && !to.startsWith("/sign-in") ? to : "/";
}

export function SignInPage() {
  const words = t().signIn;
  const [begun, begin] = useState<SignedIn | null>(null);
  const guest = route.value.query.has("guest");
  usePage(guest ? t().common.guestOver : words.title);
  if (guest) return <GuestOver />;
  if (begun)
    return (
      <SignInFrame>
        <SecondStep signedIn={begun} onDone={enter} />
      </SignInFrame>
    );
  return (
    <SignInFrame>
      <InAppNotice />
      <h1 tabIndex={-1}>{words.title}</h1>
      <SignInForm onBegun={begin} />
      <section class="sign-in-aside">
        <h2>{words.noPassword}</h2>
        <p>{words.noPasswordHow}</p>
      </section>
    </SignInFrame>
  );
}

/** A guest, who has no password to try, reads that the visit is over and whom to ask. */
function GuestOver() {
  const words = t().signIn;
  return (
    <SignInFrame>
      <h1 tabIndex={-1}>{t().common.guestOver}</h1>
      <p>{words.guestOverWhat}</p>
      <LinkButton href="/sign-in" kind="quiet">
        {words.toSignIn}
      </LinkButton>
    </SignInFrame>
  );
}

/** Opens the page that was asked for, as the person who is signed in now. */
async function enter(): Promise<void> {
  me.value = undefined;
  await findMe();
  if (me.value !== null) navigate(safeReturn(route.value.query.get("to")), { replace: true });
}

function SignInForm({ onBegun }: { onBegun: (signedIn: SignedIn) => void }) {
  const words = t().signIn;
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const action = useAction();
  const submit = async (event: Event) => {
    event.preventDefault();
    await action.run(async () => {
      const signedIn = await api.signIn({ email: email.trim(), password });
      if (hasSecondStep(signedIn)) return onBegun(signedIn);
      await enter();
    });
  };
  return (
    <form class="stack" onSubmit={submit}>
      <TextField
        label={words.email}
        type="email"
        autoComplete="username"
        value={email}
        onValue={setEmail}
      />
      <PasswordField value={password} onValue={setPassword} />
      <Trouble problem={action.problem} />
      <Button type="submit" kind="primary" size="big" busy={action.busy}>
        {words.submit}
      </Button>
    </form>
  );
}

interface PasswordFieldProps {
  value: string;
  onValue: (password: string) => void;
}

function PasswordField({ value, onValue }: PasswordFieldProps) {
  const words = t().signIn;
  const [shown, show] = useState(false);
  return (
    <>
      <TextField
        label={words.password}
        type={shown ? "text" : "password"}
        autoComplete="current-password"
        value={value}
        onValue={onValue}
      />
      <label class="sign-in-show">
        <input
          type="checkbox"
          checked={shown}
          onChange={(event) => show(event.currentTarget.checked)}
        />
        {words.showPassword}
      </label>
    </>
  );
}
