import { usePage } from "../../app/page";
import { me } from "../../app/state";
import { LinkButton } from "../../design/Button";
import { t } from "../../text";
import { ConfirmSheet } from "../second-factor/ConfirmSheet";
import { CallCheck } from "./CallCheck";
import { Devices } from "./Devices";
import { Password } from "./Password";
import { SecondFactors } from "./SecondFactors";
import { You } from "./You";
import "./account.css";

/** The page of a person's own account; `inside` draws it within a page that has a frame already. */
export function Account({ inside = false }: { inside?: boolean }) {
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
      </header>
      <You login={login} />
      <Password />
      {login.person.role !== "guest" && <SecondFactors />}
      <CallCheck />
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
