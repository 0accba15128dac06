export { SignIn } from "./SignIn";
export { LinkPage } from "./LinkPage";
export { JoinPage } from "./JoinPage";
