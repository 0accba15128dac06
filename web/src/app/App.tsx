import { useEffect, useLayoutEffect } from "preact/hooks";
import { Boundary } from "../design/status/Boundary";
import { ErrorState, Loading } from "../design/status/States";
import { drawModes } from "../design/modes/modes";
import { Toasts } from "../design/overlays/Toast";
import { t } from "../text";
import type { Role } from "../protocol/net/wire";
import { lazy } from "./lazy";
import { navigate, route } from "./router";
import { findMe, me, recallMe, startProblem } from "./state";

const signIn = () => import("../pages/sign-in");

const SignInPage = lazy(async () => (await signIn()).SignInPage);
const LinkPage = lazy(async () => (await signIn()).LinkPage);
const JoinPage = lazy(async () => (await signIn()).JoinPage);
const Technician = lazy(async () => (await import("../pages/technician")).Technician);
const Office = lazy(async () => (await import("../pages/office")).Office);
const Client = lazy(async () => (await import("../pages/client")).Client);
const SharePage = lazy(async () => (await import("../pages/client/SharePage")).SharePage);

const ROLE = "smart-hands.role";

const onSite = (role: string) => role === "technician" || role === "guest";

const pagesOf = (role: string) => (onSite(role) ? Technician : role === "client" ? Client : Office);

/** Fetch the likely pages, and whose they are, before the first of them is drawn. */
export function beginLikelyPages(): void {
  const role = localStorage.getItem(ROLE);
  if (!role || /^\/(s|in|j)\//.test(location.pathname)) return;
  void pagesOf(role).fetchAhead();
  if (location.pathname !== "/sign-in") void recallMe();
}

export function App() {
  return (
    <>
      <a class="skip" href="#main">
        {t().common.skip}
      </a>
      <Boundary of={route.value.path} whole>
        <Routed />
      </Boundary>
      <Toasts />
    </>
  );
}

function Routed() {
  const [, first = "", second = ""] = route.value.path.split("/");
  if (first === "s" && second) return <SharePage key={second} token={decodeURIComponent(second)} />;
  if (first === "in" && second) return <LinkPage key={second} token={decodeURIComponent(second)} />;
  if (first === "j" && second) return <JoinPage key={second} token={decodeURIComponent(second)} />;
  if (first === "sign-in") return <SignInPage />;
  return <SignedInPages />;
}

function SignedInPages() {
  const login = me.value;
  useEffect(() => {
    if (me.peek() === undefined) void recallMe();
  }, []);
  useEffect(() => {
    if (login === null) navigate(afterLogin(), { replace: true });
    if (login) localStorage.setItem(ROLE, login.person.role);
  }, [login]);
  if (startProblem.value) return <Start problem />;
  if (!login) return <Start />;
  return <ByRole key={login.person.id} role={login.person.role} />;
}

/** The page for nobody: a guest, who has nothing to sign in with, reads that her link has ended. */
function afterLogin(): string {
  if (localStorage.getItem(ROLE) === "guest") return "/sign-in?guest";
  return `/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`;
}

function ByRole({ role }: { role: Role }) {
  useLayoutEffect(() => drawModes(onSite(role)), [role]);
  if (onSite(role)) return <Technician />;
  return role === "client" ? <Client /> : <Office />;
}

function Start({ problem }: { problem?: boolean }) {
  return (
    <main id="main" class="start">
      {problem && startProblem.value ? (
        <ErrorState problem={startProblem.value} onRetry={() => void findMe()} />
      ) : (
        <Loading />
      )}
    </main>
  );
}
