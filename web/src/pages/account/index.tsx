import { usePage } from "../../app/page";
import { me } from "../../app/state";
import { LinkButton } from "../../design/Button";
import { ModeSwitches } from "../../design/modes/ModeSwitches";
import { t } from "../../text/account";
import { ConfirmSheet } from "../second-factor/ConfirmSheet";
import { CallCheck } from "./CallCheck";
import { Devices } from "./Devices";
import { Password } from "./Password";
import { SecondFactors } from "./SecondFactors";
import { ThisPhone, type PhoneFacts } from "./ThisPhone";
import { You } from "./You";
import "./account.css";

interface AccountProps {
  /** The page is drawn within one that has a frame already. */
  inside?: boolean;
  /** Tells what her phone holds, where it keeps anything of hers. */
  phone?: () => Promise<PhoneFacts>;
}

/** The page of a person's own account. */
export function Account({ inside = false, phone }: AccountProps) {
  const words = t().account;
  usePage(words.title);
  const login = me.value;
  if (!login) return null;
  const cards = (
    <>
      <header class="row">
        {!inside && (
          <LinkButton href="/" kind="quiet" icon="back" iconOnly>
            {t().common.back}
          </LinkButton>
        )}
        <h1 tabIndex={-1}>{words.title}</h1>
        {phone && (
          <div class="account-modes push">
            <ModeSwitches />
          </div>
        )}
      </header>
      <You login={login} />
      <Password />
      {login.person.role !== "guest" && <SecondFactors />}
      <CallCheck />
      {phone && <ThisPhone look={phone} />}
      <Devices login={login} />
      <ConfirmSheet />
    </>
  );
  return inside ? (
    <div class="account">{cards}</div>
  ) : (
    <main id="main" class="account">
      {cards}
    </main>
  );
}
