export { Door } from "./Door";
export { LinkPage } from "./LinkPage";
