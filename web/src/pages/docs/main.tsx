import "../../design/tokens.css";
import "../../design/base.css";
import { render } from "preact";
import { Docs } from "./Docs";

render(<Docs />, document.getElementById("app") as HTMLElement);
