export { Door } from "./SignIn";
export { LinkPage } from "./LinkPage";
export { JoinPage } from "./JoinPage";
