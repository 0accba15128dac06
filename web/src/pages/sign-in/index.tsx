export { SignInPage } from "./SignInPage";
export { LinkPage } from "./LinkPage";
export { JoinPage } from "./JoinPage";
