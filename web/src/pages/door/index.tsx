export { Door } from "./Door";
export { LinkPage } from "./LinkPage";
export { JoinPage } from "./JoinPage";
